import type { StripeError } from '@stripe/stripe-js';
import { Problem } from '../../http/problem.ts';

/**
 * Why the provider's script did not send a payment. `unsure`: the provider cannot be reached, or has other plans for
 * the payment; our server may know more.
 */
export type Refused = { outcome: 'refused' | 'unsure'; problem: Problem };

/** What an error of Stripe.js means for the buyer. */
export function refusalOf({ type, code, decline_code, message }: Partial<StripeError>): Refused {
  const problem = (status: number, error: string) =>
    new Problem(status, { error, reason: decline_code ?? code, detail: message });
  if (type === 'validation_error') return { outcome: 'refused', problem: problem(400, 'card_incomplete') };
  if (type === 'card_error' || code === 'payment_intent_authentication_failure')
    return { outcome: 'refused', problem: problem(402, 'payment_declined') };
  return { outcome: 'unsure', problem: problem(0, 'payment_provider_unreachable') };
}
