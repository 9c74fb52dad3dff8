import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, NoAnswer } from './buyer-client.ts';
import { Availability, Joined, Standing, type TierAvailability } from './contract.ts';
import type { Drop } from './organiser-client.ts';
import type { Persona } from './persona.ts';
import { purchase, type Wish } from './purchase.ts';
import { clicks } from './repeat.ts';
import type { Outcome, Tally } from './observations.ts';

/** A pass in its last seconds is not worth a purchase. */
const PASS_MARGIN_MS = 2_000;
const PLACES_AT_MOST = 3;
/** With hundreds who look, somebody sees a returned ticket within a fraction of a second all the same. */
const AVAILABILITY_EVERY_MS = 4_000;

type Pass = { token: string; until: number };

/** One buyer's day: arrives, waits, chooses, and pays, abandons or is declined, as the persona has it. */
export async function buyer(
  drop: Drop,
  self: { client: Client; persona: Persona; tally: Tally; stop: AbortSignal },
): Promise<void> {
  const { client, persona, tally, stop } = self;
  const { eventId } = drop;
  const steps = purchase({ eventId, client, tally, persona });
  const rest = (ms: number) => sleep(ms * (0.75 + persona.random() / 2), undefined, { signal: stop });

  async function join(): Promise<string> {
    const call = {
      step: 'join',
      method: 'POST',
      path: `/events/${eventId}/waiting-room/join`,
      until: drop.endsBy,
    } as const;
    const places = (await clicks(client, persona.repeats, call)).map(({ body }) => Joined.safeParse(body));
    const tokens = places.flatMap((place) => place.data?.token ?? []);
    const [token] = tokens;
    if (!token) throw new NoAnswer('join gave no token');
    if (new Set(tokens).size > 1) tally.odd('join: the same buyer got two places', tokens.join(' / '));
    return token;
  }

  /** Polls as often as the expected wait makes sensible, until admitted; undefined when the place was lost. */
  async function admission(token: string): Promise<Pass | undefined> {
    let best = Infinity;
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
        await rest(Math.min(Math.max(standing.secondsUntilOnSale, 0.5), 5) * 1_000);
        continue;
      }
      if (standing.position > best) tally.odd('status: a position grew', `${best} → ${standing.position} for ${token}`);
      best = Math.min(best, standing.position);
      if (standing.canEnter && standing.accessExpiresAt)
        return { token, until: Date.parse(standing.accessExpiresAt) - PASS_MARGIN_MS };
      if (standing.canEnter) tally.odd('status: admitted without accessExpiresAt', JSON.stringify(standing));
      await rest(Math.min(Math.max((standing.etaSeconds ?? 2) / 2, 1), 10) * 1_000);
    }
  }

  async function pass(): Promise<Pass | undefined> {
    for (let places = 0; places < PLACES_AT_MOST; places += 1) {
      const token = await join();
      if (places === 0) tally.joined += 1;
      const admitted = await admission(token);
      if (admitted) return admitted;
      tally.odd('status: a waiting place was lost', token);
    }
    return undefined;
  }

  /** Waits until something is free; then wishes for what there is. `over` when no hold can come back any more. */
  async function nextWish(wish: Wish, until: number): Promise<Wish | 'over' | 'late'> {
    while (Date.now() < until) {
      const answer = await client.send({
        step: 'availability',
        method: 'GET',
        path: `/events/${eventId}/availability`,
        until,
      });
      const tiers = Availability.safeParse(answer.body).data?.availability;
      if (!tiers)
        tally.odd(
          'availability: an answer without what the contract promises',
          `${answer.status} ${JSON.stringify(answer.body)}`,
        );
      if (tiers?.every(({ sold, capacity }) => sold >= capacity)) return 'over';
      const next = tiers && free(tiers, wish);
      if (next) return next;
      await rest(AVAILABILITY_EVERY_MS);
    }
    return 'late';
  }

  async function shop({ token, until }: Pass): Promise<Outcome> {
    let wish: Wish = {
      tierId: drop.tierIds[Math.floor(persona.taste * drop.tierIds.length)]!,
      quantity: persona.quantity,
    };
    while (Date.now() < until) {
      await rest(200); // choosing
      const answer = await steps.reserve(token, wish, until);
      if (answer.outcome === 'refused') return 'turned away';
      if (answer.outcome === 'later') await rest(2_000);
      if (answer.outcome === 'sold_out') {
        if (answer.available > 0) wish = { ...wish, quantity: Math.min(answer.available, wish.quantity) };
        else {
          const next = await nextWish({ ...wish, quantity: persona.quantity }, until);
          if (next === 'over') return 'sold out';
          if (next !== 'late') wish = next;
        }
      }
      if (answer.outcome !== 'held') continue;

      if (persona.ending === 'abandons_hold') return 'abandoned';
      await rest(300); // filling in the form
      const sessionId = await steps.openCheckout(answer.hold);
      if (!sessionId) continue;
      if (persona.ending === 'abandons_checkout') return 'abandoned';
      await rest(300); // looking for the card
      if (persona.ending === 'fails_payment') {
        await steps.failToPay(sessionId);
        return 'declined';
      }
      if ((await steps.pay(answer.hold, sessionId)) === 'refused') continue;
      if (persona.comesBack) {
        const bought = answer.hold.quantity;
        await steps.askPastLimit(token, { ...wish, quantity: drop.purchaseLimit - bought + 1 }, bought);
      }
      return 'bought';
    }
    return 'out of time';
  }

  async function day(): Promise<Outcome> {
    const admitted = await pass();
    if (!admitted) return 'never admitted';
    tally.admitted += 1;
    return shop(admitted);
  }

  await sleep(Math.max(0, drop.gatheringFrom + persona.arrival * drop.gatheringMs - Date.now()), undefined, {
    signal: stop,
  });
  const outcome = await day().catch((failure: unknown): Outcome => {
    if (!(failure instanceof NoAnswer)) throw failure;
    tally.count(tally.refusals, `nobody: ${failure.message}`);
    return 'gave up without an answer';
  });
  tally.count(tally.outcomes, outcome);
  if (persona.ending === 'pays' && outcome !== 'bought') tally.leftWanting += 1;
}

/** As much of the wish as is free in its tier, or else in the tier with the most left. */
export function free(tiers: TierAvailability[], wish: Wish): Wish | undefined {
  const offers = tiers.filter(({ available }) => available > 0).toSorted((a, b) => b.available - a.available);
  const tier = offers.find(({ tier_id }) => tier_id === wish.tierId) ?? offers[0];
  return tier && { tierId: tier.tier_id, quantity: Math.min(tier.available, wish.quantity) };
}
