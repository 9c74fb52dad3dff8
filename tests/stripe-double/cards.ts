import type { ErrorBody } from './refusal.ts';

/** What a buyer's card does. `3ds` asks in a dialog of Stripe.js, `3ds_redirect` on a page of the bank. */
export const cards = ['good', 'declined', 'insufficient_funds', '3ds', '3ds_redirect'] as const;
export type Card = (typeof cards)[number];

/** The payment methods that Stripe has for tests, and what their card does. */
export const testPaymentMethods: Record<string, Card> = {
  pm_card_visa: 'good',
  pm_card_chargeDeclined: 'declined',
  pm_card_chargeDeclinedInsufficientFunds: 'insufficient_funds',
  pm_card_authenticationRequired: '3ds',
};

export const declineOf = (card: Card): ErrorBody => ({
  type: 'card_error',
  code: 'card_declined',
  decline_code: card === 'insufficient_funds' ? card : 'generic_decline',
  message: card === 'insufficient_funds' ? 'Your card has insufficient funds.' : 'Your card was declined.',
});

export const failedAuthentication: ErrorBody = {
  type: 'invalid_request_error',
  code: 'payment_intent_authentication_failure',
  message:
    'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new ' +
    'PaymentMethod to attempt to fulfill this PaymentIntent again.',
};

/** What the browser has to do before the bank agrees. */
export const actionFor = (card: Card, intentId: string) =>
  card === '3ds'
    ? { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect' } }
    : { type: 'redirect_to_url', redirect_to_url: { url: `https://hooks.stripe.com/3d_secure/${intentId}` } };
