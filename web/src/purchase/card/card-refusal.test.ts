import { expect, it } from 'vitest';
import { problemText } from '../../ui/problem-text.ts';
import { refusalOf } from './card-refusal.ts';

const said = (error: Parameters<typeof refusalOf>[0]) => {
  const { outcome, problem } = refusalOf(error);
  return { outcome, ...problemText(problem) };
};

it.each([
  [{ type: 'card_error', code: 'card_declined', decline_code: 'generic_decline' }, 'Your card was declined'],
  [{ type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' }, /not enough money/],
  [{ type: 'card_error', code: 'expired_card' }, 'The card has expired'],
  [{ type: 'card_error', code: 'incorrect_cvc' }, /not right/],
  [{ type: 'invalid_request_error', code: 'payment_intent_authentication_failure' }, /did not confirm that it was you/],
] as const)('says what to do after %o, and that nothing was charged', (error, heading) => {
  const text = said(error);
  expect(text.heading).toMatch(heading);
  expect(text.text).toMatch(/^Nothing was charged, and your tickets are still held for you\. \w+/);
  expect(text).toMatchObject({ outcome: 'refused', action: 'adjust' });
});

it('asks for what is missing on the card', () => {
  expect(said({ type: 'validation_error', code: 'incomplete_number' })).toMatchObject({
    outcome: 'refused',
    heading: 'The card is not complete',
  });
});

it.each([
  { type: 'api_connection_error' },
  { type: 'api_error' },
  { type: 'rate_limit_error' },
  { type: 'invalid_request_error', code: 'payment_intent_unexpected_state' },
] as const)('leaves it to the server what became of the payment after %o', (error) => {
  expect(said(error)).toMatchObject({ outcome: 'unsure', action: 'retry' });
});
