import type { z } from 'zod';
import { type Answer, type Call, type Client } from './buyer-client.ts';
import { Declined, Hold, type Paid as PaidAnswer, Paid, Problem, Session } from './contract.ts';
import type { Persona } from './persona.ts';
import { clicks } from './repeat.ts';
import type { Step, Tally } from './observations.ts';

export type Wish = { tierId: string; quantity: number };
export type HoldAnswer =
  | { outcome: 'held'; hold: Hold }
  | { outcome: 'sold_out'; available: number }
  | { outcome: 'later' | 'refused' };

/** Long enough to learn what became of a payment even while a part of the stack restarts. */
const PATIENCE_MS = 90_000;

/** The requests of a purchase, sent once or twice, with both answers held against each other and against the contract. */
export function purchase(buyer: { eventId: string; client: Client; tally: Tally; persona: Persona }) {
  const { eventId, client, tally, persona } = buyer;
  const patience = () => Date.now() + PATIENCE_MS;
  const click = (call: Call) => clicks(client, persona.repeats, call);

  const refused = (step: Step, answer: Answer) => {
    const problem = Problem.safeParse(answer.body);
    if (!problem.success)
      tally.odd(`${step}: ${answer.status} that is no problem document`, JSON.stringify(answer.body));
    tally.count(tally.refusals, `${step}: ${answer.status} ${problem.data?.error ?? ''}`);
    return problem.data;
  };
  const accepted = <Shape extends z.ZodType>(step: Step, shape: Shape, answers: Answer[]): z.infer<Shape>[] =>
    answers
      .filter(({ status }) => status < 300)
      .flatMap(({ body }) => {
        const parsed = shape.safeParse(body);
        if (!parsed.success) tally.odd(`${step}: an answer without what the contract promises`, JSON.stringify(body));
        return parsed.success ? [parsed.data] : [];
      });
  const agree = (step: Step, values: string[]) => {
    if (new Set(values).size > 1) tally.odd(`${step}: the repeated request had another answer`, values.join(' / '));
  };

  /** The hold this buyer has already, for one whose first answer got lost. */
  async function activeHold(token: string): Promise<Hold | undefined> {
    const answer = await client.send({
      step: 'reserve',
      method: 'GET',
      path: `/events/${eventId}/reservations?token=${token}`,
      until: patience(),
    });
    return answer.status === 200 ? accepted('reserve', Hold, [answer])[0] : undefined;
  }

  return {
    async reserve(token: string, wish: Wish, until: number): Promise<HoldAnswer> {
      const body = { tier_id: wish.tierId, quantity: wish.quantity, token };
      const answers = await click({
        step: 'reserve',
        method: 'POST',
        path: `/events/${eventId}/reservations`,
        body,
        until,
      });
      const problems = answers
        .filter(({ status }) => status >= 300)
        .map((answer) => ({ status: answer.status, problem: refused('reserve', answer) }));
      const holds = accepted('reserve', Hold, answers);
      // Another click's hold shows as an active reservation, or as a limit passed, which the contract checks first.
      const mine = problems.flatMap(({ problem }) => problem?.reservation_id ?? []);
      agree('reserve', [...holds.map(({ id }) => id), ...mine]);

      const blocked = mine.length > 0 || problems.some(({ problem }) => (problem?.activeHolds ?? 0) > 0);
      const hold = holds[0] ?? (blocked ? await activeHold(token) : undefined);
      if (hold) {
        tally.holds += 1;
        return { outcome: 'held', hold };
      }
      const short = problems.find(({ problem }) => problem?.available !== undefined);
      if (short) return { outcome: 'sold_out', available: short.problem?.available ?? 0 };
      if (blocked || problems.some(({ problem }) => problem?.paused)) return { outcome: 'later' };
      const [first] = problems;
      tally.odd(
        `reserve: an admitted buyer was refused with ${first?.status} ${first?.problem?.error}`,
        JSON.stringify(body),
      );
      return { outcome: 'refused' };
    },

    /** Asks for one ticket more than the limit leaves; the limit is checked before stock, so the answer is known beforehand. */
    async askPastLimit(token: string, wish: Wish, bought: number): Promise<void> {
      const answer = await client.send({
        step: 'reserve',
        method: 'POST',
        path: `/events/${eventId}/reservations`,
        body: { tier_id: wish.tierId, quantity: wish.quantity, token },
        until: patience(),
      });
      const problem = answer.status < 300 ? undefined : refused('reserve', answer);
      if (problem?.error !== 'purchase_limit_exceeded' || problem.alreadyPurchased !== bought) {
        tally.odd(
          'reserve: past the purchase limit, yet not refused for it',
          `${bought} bought, ${wish.quantity} more: ${answer.status} ${JSON.stringify(answer.body)}`,
        );
      }
    },

    /** Opens the checkout session; undefined when the hold was gone. */
    async openCheckout(hold: Hold): Promise<string | undefined> {
      const body = { reservation_id: hold.id };
      const answers = await click({
        step: 'checkout',
        method: 'POST',
        path: '/checkout/sessions',
        body,
        idempotencyKey: `checkout-${hold.id}`,
        until: patience(),
      });
      for (const answer of answers) if (answer.status >= 300) refused('checkout', answer);
      const sessions = accepted('checkout', Session, answers);
      agree(
        'checkout',
        sessions.map(({ id }) => id),
      );
      return sessions[0]?.id;
    },

    async pay(hold: Hold, sessionId: string): Promise<'paid' | 'refused'> {
      tally.attempts.set(sessionId, hold.quantity);
      const answers = await click({
        step: 'confirm',
        method: 'POST',
        path: '/checkout/confirm',
        body: { checkout_id: sessionId, simulate: 'success' },
        until: patience(),
      });
      for (const answer of answers) if (answer.status >= 300) refused('confirm', answer);
      const receipts: PaidAnswer[] = accepted('confirm', Paid, answers);
      agree(
        'confirm',
        receipts.map(
          ({ order, tickets }) =>
            `${order.id} ${tickets
              .map(({ code }) => code)
              .toSorted()
              .join(' ')}`,
        ),
      );
      const [receipt] = receipts;
      if (!receipt) return 'refused';
      if (receipt.tickets.length !== hold.quantity)
        tally.odd('confirm: paid for another number of tickets than were issued', JSON.stringify(receipt));
      tally.orders.set(receipt.order.id, receipt);
      return 'paid';
    },

    async failToPay(sessionId: string): Promise<void> {
      const answers = await click({
        step: 'confirm',
        method: 'POST',
        path: '/checkout/confirm',
        body: { checkout_id: sessionId, simulate: 'fail' },
        until: patience(),
      });
      accepted('confirm', Declined, answers);
      for (const answer of answers) if (answer.status >= 300) refused('confirm', answer);
    },
  };
}
