import type { Stripe, StripePaymentElement } from '@stripe/stripe-js';
import { Problem } from '../../http/problem.ts';
import type { CardPayment } from '../purchase.ts';
import { cardFormAppearance, onThemeChange } from './appearance.ts';
import { refusalOf, type Refused } from './card-refusal.ts';

export type Sent = { outcome: 'sent' } | Refused;

export type CardForm = { send: (returnUrl: string) => Promise<Sent>; close: () => void };

const patienceMs = 20_000;

/**
 * Opens Stripe's form for cards and wallets in `place`. It runs in frames of Stripe's, so no card number reaches us.
 * @throws Problem `card_form_unavailable`; another call tries again
 */
export async function openCardForm(payment: CardPayment, place: HTMLElement): Promise<CardForm> {
  const stripe = await orUnavailable(loadStripe(payment.publishable_key));
  const elements = stripe.elements({ clientSecret: payment.client_secret, appearance: cardFormAppearance() });
  const element = elements.create('payment', { layout: 'accordion' });
  const stopRepainting = onThemeChange(() => void elements.update({ appearance: cardFormAppearance() }));
  const close = () => {
    stopRepainting();
    element.destroy();
  };
  try {
    await orUnavailable(shown(element, place));
  } catch (unavailable) {
    close();
    throw unavailable;
  }
  return {
    close,
    /** Shows the bank's questions in a dialog; a bank that has a page for them leads back to `returnUrl`. */
    async send(returnUrl) {
      const { error } = await elements.submit();
      if (error) return refusalOf(error);
      const confirmParams = { return_url: returnUrl };
      const answer = await stripe.confirmPayment({ elements, confirmParams, redirect: 'if_required' });
      return answer.error ? refusalOf(answer.error) : { outcome: 'sent' };
    },
  };
}

/** Stripe.js comes from Stripe's host alone. A script of its own, so that only buyers who pay by card load it. */
async function loadStripe(publishableKey: string): Promise<Stripe> {
  const { loadStripe: load } = await import('@stripe/stripe-js/pure');
  const stripe = await load(publishableKey, { locale: 'en' });
  if (!stripe) throw new Error('Stripe.js needs a browser.');
  return stripe;
}

const shown = (element: StripePaymentElement, place: HTMLElement) =>
  new Promise<void>((resolve, reject) => {
    element.on('ready', () => resolve());
    element.on('loaderror', ({ error }) => reject(new Error(error.message)));
    element.mount(place);
  });

async function orUnavailable<Value>(loading: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('It took too long.')), patienceMs);
  });
  try {
    return await Promise.race([loading, tooLong]);
  } catch (thrown) {
    throw new Problem(0, { error: 'card_form_unavailable', detail: String(thrown) });
  } finally {
    clearTimeout(timer);
  }
}
