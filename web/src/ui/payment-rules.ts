import type { Problem } from '../http/problem.ts';
import { hasCode, type ProblemRule } from './problem-explanation.ts';

const stillHeld = 'Nothing was charged, and your tickets are still held for you.';
const checkTheCard = {
  heading: 'Something on the card is not right',
  advice: 'Check its number, date and security code and pay again, or use another card.',
};

/** What to do about a card, by the reason that the payment provider gives. */
const declines: Record<string, { heading: string; advice: string }> = {
  insufficient_funds: {
    heading: 'There is not enough money on the card',
    advice: 'Use another card, or make money available and pay again.',
  },
  payment_intent_authentication_failure: {
    heading: 'Your bank did not confirm that it was you',
    advice: 'Pay again and follow your bank’s steps to their end, or use another card.',
  },
  expired_card: { heading: 'The card has expired', advice: 'Use another card.' },
  incorrect_number: checkTheCard,
  incorrect_cvc: checkTheCard,
  invalid_cvc: checkTheCard,
  invalid_expiry_month: checkTheCard,
  invalid_expiry_year: checkTheCard,
};
const otherDecline = {
  heading: 'Your card was declined',
  advice: 'Try another card, or ask your bank and try this one again.',
};

/** Problems of paying by card, in plain words. */
export const paymentRules: ProblemRule[] = [
  {
    when: hasCode('payment_declined'),
    explain: (problem: Problem) => {
      const { heading, advice } = declines[problem.text('reason') ?? ''] ?? otherDecline;
      return { heading, text: `${stillHeld} ${advice}`, action: 'adjust' };
    },
  },
  {
    when: hasCode('card_incomplete'),
    explain: () => ({
      heading: 'The card is not complete',
      text: 'Please fill in what is marked above, and pay again.',
      action: 'adjust',
    }),
  },
  {
    when: hasCode('card_form_unavailable'),
    explain: () => ({
      heading: 'The card form does not load',
      text:
        'It comes from our payment provider Stripe. Check your connection, and that nothing blocks js.stripe.com. ' +
        'Your tickets stay held until the time above is over.',
      action: 'retry',
    }),
  },
  {
    when: hasCode('payment_provider_unreachable'),
    explain: () => ({
      heading: 'We cannot reach the payment provider',
      text: 'Your payment did not go through so far. Paying again is safe: you are charged once at most.',
      action: 'retry',
    }),
  },
];
