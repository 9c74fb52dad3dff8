import type { RefundAnswer } from '../../activities/refunds/ports.ts';
import { moneyText } from '../../money.ts';
import { Problem } from '../http/problems.ts';

export const orderNotFound = () => new Problem(404, 'Order not found', { detail: 'There is no such order.' });

type Refusal = Exclude<RefundAnswer, { refundId: string }>;

/** Why nothing is given back. */
export function refundProblem(refusal: Refusal): Problem {
  switch (refusal.outcome) {
    case 'unknown':
      return orderNotFound();
    case 'refunded':
      return new Problem(409, 'Order is refunded', {
        detail: 'The money of this order is given back already, by another request or because its event was cancelled.',
      });
    case 'disputed':
      return new Problem(409, 'Order is disputed', {
        detail:
          'The buyer disputes this payment, and their bank decides who gets the money. ' +
          'Nothing is given back beside that; answer the dispute at the payment provider.',
      });
    case 'too_much': {
      const [asked, left] = [refusal.askedCents, refusal.leftCents].map((cents) => moneyText(cents, refusal.currency));
      return new Problem(409, 'More than is left', {
        left_cents: refusal.leftCents,
        detail: `${asked} cannot be given back: ${left} are left of this order.`,
      });
    }
    case 'void_tickets':
      return new Problem(409, 'Tickets are void', {
        tickets: refusal.tickets,
        detail: `Not valid tickets of this order: ${refusal.tickets.join(', ')}. Nothing was given back.`,
      });
    default:
      return new Problem(422, 'idempotency_key_reused', {
        detail: 'This Idempotency-Key came with another request before; use a new one.',
      });
  }
}
