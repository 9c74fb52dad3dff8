import { setTimeout as sleep } from 'node:timers/promises';
import { type BuyerClient, NoAnswer } from './buyer-client.ts';
import { Availability, Joined, Standing, type TierAvailability } from './contract.ts';
import type { Observations, Outcome } from './observations.ts';
import type { Drop } from './organiser-client.ts';
import type { Persona } from './persona.ts';
import { purchaseSteps, type Selection } from './purchase.ts';
import { sendRepeatedly } from './repeat.ts';

/** A purchase is not begun in the last seconds of a pass. */
const PASS_MARGIN_MS = 2_000;
/** How often a buyer joins again after losing a waiting place. */
const MAX_JOINS = 3;
/** With hundreds of buyers polling, a returned ticket is still noticed within a fraction of a second. */
const AVAILABILITY_POLL_MS = 4_000;

type Pass = { token: string; until: number };

/** Runs one buyer: arrives, waits, chooses, and pays, abandons or is declined, as the persona says. */
export async function runBuyer(
  drop: Drop,
  self: { client: BuyerClient; persona: Persona; observations: Observations; stop: AbortSignal },
): Promise<void> {
  const { client, persona, observations, stop } = self;
  const { eventId } = drop;
  const steps = purchaseSteps({ eventId, client, observations, persona });
  const pauseAbout = (ms: number) => sleep(ms * (0.75 + persona.random() / 2), undefined, { signal: stop });

  async function join(): Promise<string> {
    const call = {
      step: 'join',
      method: 'POST',
      path: `/events/${eventId}/waiting-room/join`,
      until: drop.endsBy,
    } as const;
    const entries = (await sendRepeatedly(client, persona.repeats, call)).map(({ body }) => Joined.safeParse(body));
    const tokens = entries.flatMap((entry) => entry.data?.token ?? []);
    const [token] = tokens;
    if (!token) throw new NoAnswer('join gave no token');
    if (new Set(tokens).size > 1)
      observations.recordContractViolation('join: the same buyer got two places', tokens.join(' / '));
    return token;
  }

  /** Polls at a rate that fits the expected wait, until admitted; undefined when the place was lost. */
  async function waitForAdmission(token: string): Promise<Pass | undefined> {
    let bestPosition = Infinity;
    for (;;) {
      const answer = await client.send({
        step: 'status',
        method: 'GET',
        path: `/events/${eventId}/waiting-room/status?token=${token}`,
        until: drop.endsBy,
      });
      if (answer.status === 404) return undefined;
      const standing = Standing.safeParse(answer.body).data;
      if (!standing) throw new NoAnswer(`status answered ${answer.status} ${JSON.stringify(answer.body)}`);
      if (Date.now() > drop.endsBy) throw new NoAnswer('the pass did not come');
      if (standing.state === 'waiting') {
        await pauseAbout(Math.min(Math.max(standing.secondsUntilOnSale, 0.5), 5) * 1_000);
        continue;
      }
      if (standing.position > bestPosition)
        observations.recordContractViolation(
          'status: a position grew',
          `${bestPosition} → ${standing.position} for ${token}`,
        );
      bestPosition = Math.min(bestPosition, standing.position);
      if (standing.canEnter && standing.accessExpiresAt)
        return { token, until: Date.parse(standing.accessExpiresAt) - PASS_MARGIN_MS };
      if (standing.canEnter)
        observations.recordContractViolation('status: admitted without accessExpiresAt', JSON.stringify(standing));
      await pauseAbout(Math.min(Math.max((standing.etaSeconds ?? 2) / 2, 1), 10) * 1_000);
    }
  }

  async function obtainPass(): Promise<Pass | undefined> {
    for (let joins = 0; joins < MAX_JOINS; joins += 1) {
      const token = await join();
      if (joins === 0) observations.joined += 1;
      const pass = await waitForAdmission(token);
      if (pass) return pass;
      observations.recordContractViolation('status: a waiting place was lost', token);
    }
    return undefined;
  }

  /** Waits for free tickets and selects some. `all_sold`: none can become free again; `too_late`: the pass ran out. */
  async function waitForTickets(selection: Selection, until: number): Promise<Selection | 'all_sold' | 'too_late'> {
    while (Date.now() < until) {
      const answer = await client.send({
        step: 'availability',
        method: 'GET',
        path: `/events/${eventId}/availability`,
        until,
      });
      const tiers = Availability.safeParse(answer.body).data?.availability;
      if (!tiers)
        observations.recordContractViolation(
          'availability: an answer without what the contract promises',
          `${answer.status} ${JSON.stringify(answer.body)}`,
        );
      if (tiers?.every(({ sold, capacity }) => sold >= capacity)) return 'all_sold';
      const next = tiers && selectAvailable(tiers, selection);
      if (next) return next;
      await pauseAbout(AVAILABILITY_POLL_MS);
    }
    return 'too_late';
  }

  async function shop({ token, until }: Pass): Promise<Outcome> {
    let selection: Selection = {
      tierId: drop.tierIds[Math.floor(persona.tierPreference * drop.tierIds.length)]!,
      quantity: persona.quantity,
    };
    while (Date.now() < until) {
      await pauseAbout(200); // choosing
      const answer = await steps.reserve(token, selection, until);
      if (answer.outcome === 'refused') return 'turned away';
      if (answer.outcome === 'try_later') await pauseAbout(2_000);
      if (answer.outcome === 'sold_out') {
        if (answer.available > 0)
          selection = { ...selection, quantity: Math.min(answer.available, selection.quantity) };
        else {
          const next = await waitForTickets({ ...selection, quantity: persona.quantity }, until);
          if (next === 'all_sold') return 'sold out';
          if (next !== 'too_late') selection = next;
        }
      }
      if (answer.outcome !== 'held') continue;

      if (persona.ending === 'abandons_hold') return 'abandoned';
      await pauseAbout(300); // filling in the form
      const sessionId = await steps.openCheckout(answer.hold);
      if (!sessionId) continue;
      if (persona.ending === 'abandons_checkout') return 'abandoned';
      await pauseAbout(300); // looking for the card
      if (persona.ending === 'fails_payment') {
        await steps.failPayment(sessionId);
        return 'declined';
      }
      if (persona.firstCardDeclined) await steps.tryDeclinedCard(sessionId);
      if ((await steps.pay(answer.hold, sessionId)) === 'refused') continue;
      if (persona.exceedsLimit) {
        const bought = answer.hold.quantity;
        await steps.reserveOverLimit(token, { ...selection, quantity: drop.purchaseLimit - bought + 1 }, bought);
      }
      return 'bought';
    }
    return 'out of time';
  }

  async function enterAndShop(): Promise<Outcome> {
    const pass = await obtainPass();
    if (!pass) return 'never admitted';
    observations.admitted += 1;
    return shop(pass);
  }

  const arrivesAt = drop.arrivalsFrom + persona.arrival * drop.arrivalWindowMs;
  await sleep(Math.max(0, arrivesAt - Date.now()), undefined, { signal: stop });
  const outcome = await enterAndShop().catch((failure: unknown): Outcome => {
    if (!(failure instanceof NoAnswer)) throw failure;
    observations.count(observations.refusals, `nobody: ${failure.message}`);
    return 'gave up without an answer';
  });
  observations.count(observations.outcomes, outcome);
  if (persona.ending === 'pays' && outcome !== 'bought') observations.unservedBuyers += 1;
}

/** As much of the selection as is free in its tier, or else in the tier with the most left; undefined when none is. */
export function selectAvailable(tiers: TierAvailability[], wanted: Selection): Selection | undefined {
  const offers = tiers.filter(({ available }) => available > 0).toSorted((a, b) => b.available - a.available);
  const tier = offers.find(({ tier_id }) => tier_id === wanted.tierId) ?? offers[0];
  return tier && { tierId: tier.tier_id, quantity: Math.min(tier.available, wanted.quantity) };
}
