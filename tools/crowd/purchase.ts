import type { z } from 'zod';
import type { Answer, BuyerClient, Call } from './buyer-client.ts';
import { Declined, Hold, type Paid as PaidAnswer, Paid, Problem, Session } from './contract.ts';
import type { Observations, Step } from './observations.ts';
import type { Persona } from './persona.ts';
import { sendRepeatedly } from './repeat.ts';

export type Selection = { tierId: string; quantity: number };
export type ReserveResult =
  | { outcome: 'held'; hold: Hold }
  | { outcome: 'sold_out'; available: number }
  | { outcome: 'try_later' | 'refused' };

/** Long enough to learn the outcome of a payment even while a part of the stack restarts. */
const TIMEOUT_MS = 90_000;

/** The requests of a purchase, sent once or twice; both answers are compared with each other and with the contract. */
export function purchaseSteps(buyer: {
  eventId: string;
  client: BuyerClient;
  observations: Observations;
  persona: Persona;
}) {
  const { eventId, client, observations, persona } = buyer;
  const deadline = () => Date.now() + TIMEOUT_MS;
  const send = (call: Call) => sendRepeatedly(client, persona.repeats, call);

  const recordRefusal = (step: Step, answer: Answer) => {
    const problem = Problem.safeParse(answer.body);
    if (!problem.success)
      observations.recordContractViolation(
        `${step}: ${answer.status} that is no problem document`,
        JSON.stringify(answer.body),
      );
    observations.count(observations.refusals, `${step}: ${answer.status} ${problem.data?.error ?? ''}`);
    return problem.data;
  };
  const parseAccepted = <Shape extends z.ZodType>(step: Step, shape: Shape, answers: Answer[]): z.infer<Shape>[] =>
    answers
      .filter(({ status }) => status < 300)
      .flatMap(({ body }) => {
        const parsed = shape.safeParse(body);
        if (!parsed.success)
          observations.recordContractViolation(
            `${step}: an answer without what the contract promises`,
            JSON.stringify(body),
          );
        return parsed.success ? [parsed.data] : [];
      });
  const checkSameAnswer = (step: Step, values: string[]) => {
    if (new Set(values).size > 1)
      observations.recordContractViolation(`${step}: the repeated request had another answer`, values.join(' / '));
  };

  /** The hold this buyer has already, for one whose first answer was lost. */
  async function activeHold(token: string): Promise<Hold | undefined> {
    const answer = await client.send({
      step: 'reserve',
      method: 'GET',
      path: `/events/${eventId}/reservations?token=${token}`,
      until: deadline(),
    });
    return answer.status === 200 ? parseAccepted('reserve', Hold, [answer])[0] : undefined;
  }

  const confirm = (sessionId: string, simulate: 'success' | 'decline' | 'fail') =>
    send({
      step: 'confirm',
      method: 'POST',
      path: '/checkout/confirm',
      body: { checkout_id: sessionId, simulate },
      until: deadline(),
    });

  return {
    async reserve(token: string, selection: Selection, until: number): Promise<ReserveResult> {
      const body = { tier_id: selection.tierId, quantity: selection.quantity, token };
      const answers = await send({
        step: 'reserve',
        method: 'POST',
        path: `/events/${eventId}/reservations`,
        body,
        until,
      });
      const problems = answers
        .filter(({ status }) => status >= 300)
        .map((answer) => ({ status: answer.status, problem: recordRefusal('reserve', answer) }));
      // Who was told to come back gets a new hold when that of the other request has run out meanwhile.
      const given = parseAccepted('reserve', Hold, answers);
      const holds = given.filter(({ expires_at }) => Date.parse(expires_at) > Date.now());
      // The hold of the buyer's other request appears as an active reservation, or as a limit passed, which the
      // contract checks first.
      const heldAlready = problems.flatMap(({ problem }) => problem?.reservation_id ?? []);
      checkSameAnswer('reserve', [...holds.map(({ id }) => id), ...heldAlready]);

      const blocked = heldAlready.length > 0 || problems.some(({ problem }) => (problem?.activeHolds ?? 0) > 0);
      const hold = holds[0] ?? (blocked ? await activeHold(token) : given[0]);
      if (hold) {
        observations.holds += 1;
        return { outcome: 'held', hold };
      }
      const soldOut = problems.find(({ problem }) => problem?.available !== undefined);
      if (soldOut) return { outcome: 'sold_out', available: soldOut.problem?.available ?? 0 };
      if (blocked || problems.some(({ problem }) => problem?.paused)) return { outcome: 'try_later' };
      const [first] = problems;
      observations.recordContractViolation(
        `reserve: an admitted buyer was refused with ${first?.status} ${first?.problem?.error}`,
        JSON.stringify(body),
      );
      return { outcome: 'refused' };
    },

    /** Asks for one ticket more than the limit leaves. The limit is checked before stock, so the answer is certain. */
    async reserveOverLimit(token: string, selection: Selection, bought: number): Promise<void> {
      const answer = await client.send({
        step: 'reserve',
        method: 'POST',
        path: `/events/${eventId}/reservations`,
        body: { tier_id: selection.tierId, quantity: selection.quantity, token },
        until: deadline(),
      });
      const problem = answer.status < 300 ? undefined : recordRefusal('reserve', answer);
      if (problem?.error !== 'purchase_limit_exceeded' || problem.alreadyPurchased !== bought) {
        observations.recordContractViolation(
          'reserve: past the purchase limit, yet not refused for it',
          `${bought} bought, ${selection.quantity} more: ${answer.status} ${JSON.stringify(answer.body)}`,
        );
      }
    },

    /** Opens the checkout session; undefined when the hold has ended. */
    async openCheckout(hold: Hold): Promise<string | undefined> {
      const answers = await send({
        step: 'checkout',
        method: 'POST',
        path: '/checkout/sessions',
        body: { reservation_id: hold.id },
        idempotencyKey: `checkout-${hold.id}`,
        until: deadline(),
      });
      for (const answer of answers) if (answer.status >= 300) recordRefusal('checkout', answer);
      const sessions = parseAccepted('checkout', Session, answers);
      checkSameAnswer(
        'checkout',
        sessions.map(({ id }) => id),
      );
      return sessions[0]?.id;
    },

    async pay(hold: Hold, sessionId: string): Promise<'paid' | 'refused'> {
      observations.paymentAttempts.set(sessionId, hold.quantity);
      const answers = await confirm(sessionId, 'success');
      for (const answer of answers) if (answer.status >= 300) recordRefusal('confirm', answer);
      const orders: PaidAnswer[] = parseAccepted('confirm', Paid, answers);
      checkSameAnswer('confirm', orders.map(orderWithCodes));
      const [paid] = orders;
      if (!paid) return 'refused';
      if (paid.tickets.length !== hold.quantity)
        observations.recordContractViolation(
          'confirm: paid for another number of tickets than were issued',
          JSON.stringify(paid),
        );
      observations.orders.set(paid.order.id, paid);
      return 'paid';
    },

    /** Confirms with a card that the simulated provider declines; the hold is there for another one. */
    async tryDeclinedCard(sessionId: string): Promise<void> {
      const answers = await confirm(sessionId, 'decline');
      for (const answer of answers) {
        const problem = recordRefusal('confirm', answer);
        if (answer.status < 300 || (answer.status === 402 && problem?.error !== 'payment_declined'))
          observations.recordContractViolation(
            'confirm: a declined card, yet not answered as such',
            `${answer.status} ${JSON.stringify(answer.body)}`,
          );
      }
    },

    /** Confirms with a payment that fails, which ends the purchase. */
    async failPayment(sessionId: string): Promise<void> {
      const answers = await confirm(sessionId, 'fail');
      parseAccepted('confirm', Declined, answers);
      for (const answer of answers) if (answer.status >= 300) recordRefusal('confirm', answer);
    },
  };
}

/** The order's id and its ticket codes in a fixed order, so that equal answers are equal strings. */
function orderWithCodes({ order, tickets }: PaidAnswer): string {
  const codes = tickets.map(({ code }) => code).toSorted();
  return `${order.id} ${codes.join(' ')}`;
}
