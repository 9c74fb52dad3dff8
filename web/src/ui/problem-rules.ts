import type { Problem } from '../http/problem.ts';
import { eventCanceled, explainEndedPlace } from './ended-place.ts';
import { money } from './money.ts';
import { paymentRules } from './payment-rules.ts';
import { hasCode as code, type Explanation, type ProblemRule } from './problem-explanation.ts';

const tickets = (count: number) => (count === 1 ? '1 ticket' : `${count} tickets`);

/** The first rule that matches is used, so specific rules come before general ones. */
export const problemRules: ProblemRule[] = [
  {
    when: code('rate_limited'),
    explain: () => ({
      heading: 'A little too fast',
      text: 'You asked more often than is fair to others. Your place and your tickets are not affected.',
      action: 'retry',
    }),
  },
  {
    when: code('cooling_down'),
    explain: (problem) => ({
      heading: 'A short break for you',
      text:
        `You let ${problem.count('lapsed') ?? 'several'} holds go without paying, while others waited for tickets. ` +
        'You can hold tickets again when the time is over.',
      action: 'retry',
    }),
  },
  {
    when: code('address_holds_limit'),
    explain: (problem) => ({
      heading: 'Many tickets are held where you are',
      text:
        `Everybody on your network together can hold ${tickets(problem.count('limit') ?? 0)} at a time. ` +
        'As soon as some of them are paid for or given back, you can hold yours.',
      action: 'retry',
    }),
  },
  {
    when: code('Event not found'),
    explain: () => ({
      heading: 'We do not know this event',
      text: 'The link may be old, or the event was taken off sale.',
      action: 'events',
    }),
  },
  {
    when: code('sale_closed'),
    explain: () => ({
      heading: 'The sale is over',
      text: 'Tickets for this event are no longer sold here.',
      action: 'events',
    }),
  },
  { when: code('event_canceled'), explain: () => eventCanceled },
  {
    when: code('Token is required'),
    explain: () => ({
      heading: 'You have no place in this line',
      text: 'Join it to take one; the page then follows it for you.',
      action: 'join',
    }),
  },
  {
    when: code('Invalid or expired token'),
    explain: explainEndedPlace,
  },
  {
    when: code('purchase_limit_exceeded'),
    explain: (problem) => ({
      heading: 'That is more than one person can buy',
      text: limitBreakdown(problem),
      action: 'adjust',
    }),
  },
  {
    when: code('price_changed'),
    explain: (problem) => ({
      heading: 'The price has changed',
      text: `${newPrice(problem)}Nothing is held: look at the new price, and hold them again if you agree.`,
      action: 'adjust',
    }),
  },
  {
    when: (problem) => problem.count('max_allowed') !== undefined,
    explain: (problem) => ({
      heading: 'Too many of this kind',
      text: `You can take up to ${tickets(problem.count('max_allowed')!)} of this kind at a time.`,
      action: 'adjust',
    }),
  },
  {
    when: code('Not enough tickets available'),
    explain: (problem) => soldOut(problem.count('available') ?? 0),
  },
  {
    when: code('Tier not found for this event'),
    explain: () => ({
      heading: 'These tickets are not sold here',
      text: 'The organiser may have changed them. Please look at the event again.',
      action: 'event',
    }),
  },
  {
    when: (problem) => problem.status === 403 && problem.fields['paused'] === true,
    explain: () => ({
      heading: 'The sale is paused',
      text: 'The organiser has paused the sale for a moment. Your place is kept; try again when it goes on.',
      action: 'retry',
    }),
  },
  {
    when: (problem) => problem.status === 403,
    explain: () => ({
      heading: 'It is not your turn',
      text: 'Your pass has ended or belongs to somebody else. Join the line to get a new one.',
      action: 'join',
    }),
  },
  {
    when: (problem) => problem.status === 409 && typeof problem.fields['reservation_id'] === 'string',
    explain: () => ({
      heading: 'You are holding tickets already',
      text: 'Finish that purchase, or give the tickets back, before you choose others.',
      action: 'checkout',
    }),
  },
  ...paymentRules,
  {
    when: code('Reservation has expired', 'Reservation is not active', 'reservation_expired_or_invalid'),
    explain: () => ({
      heading: 'Your hold has ended',
      text: 'The time to pay ran out and the tickets went back on sale. Nothing was charged.',
      action: 'choose',
    }),
  },
  {
    when: code('Checkout session is not pending'),
    explain: (problem) =>
      problem.fields['status'] === 'completed'
        ? { heading: 'This is paid already', text: 'Your tickets are waiting for you.', action: 'tickets' }
        : {
            heading: 'This purchase has ended',
            text: 'The tickets went back on sale and nothing was charged. You can choose again.',
            action: 'choose',
          },
  },
  {
    when: code('receipt_limit'),
    explain: () => ({
      heading: 'Sent several times already',
      text: 'We do not send this mail again. What it says is on this page; you can print your tickets.',
      action: 'tickets',
    }),
  },
  {
    when: code('idempotency_key_reused'),
    explain: () => ({
      heading: 'These tickets changed meanwhile',
      text: 'Another page of yours was buying something else. Please look at what you hold now.',
      action: 'event',
    }),
  },
  {
    when: (problem) => problem.status === 0,
    explain: () => ({
      heading: 'We cannot reach the server',
      text:
        'Check your connection. Your place and your tickets are kept on our side, ' +
        'but a time to choose or to pay goes on running.',
      action: 'retry',
    }),
  },
  {
    when: (problem) => problem.status >= 500,
    explain: () => ({
      heading: 'We are catching our breath',
      text:
        'The server cannot answer right now. Your place and your tickets are kept, ' +
        'but a time to pay goes on running. Please try again.',
      action: 'retry',
    }),
  },
  {
    when: (problem) => problem.status === 404,
    explain: () => ({
      heading: 'We cannot find that',
      text: 'It may have ended, or it belongs to another buyer.',
      action: 'event',
    }),
  },
];

function newPrice(problem: Problem): string {
  const [cents, currency] = [problem.count('price_cents'), problem.text('currency')];
  if (cents === undefined || !currency) return '';
  return `One of these tickets now costs ${money(cents + (problem.count('fee_cents') ?? 0), currency)}. `;
}

function limitBreakdown(problem: Problem): string {
  const count = (field: string) => problem.count(field) ?? 0;
  const left = Math.max(count('limit') - count('alreadyPurchased') - count('activeHolds'), 0);
  const remaining = left === 0 ? 'so you cannot take any more.' : `so you can take ${left} more.`;
  const what = problem.fields['tier_id'] ? 'of this kind' : 'for this event';
  return (
    `One person can have ${tickets(count('limit'))} ${what}. ` +
    `You have bought ${count('alreadyPurchased')} and are holding ${count('activeHolds')}, ${remaining}`
  );
}

function soldOut(available: number): Explanation {
  return available > 0
    ? {
        heading: 'Not that many are left',
        text:
          `Only ${tickets(available)} of this kind ${available === 1 ? 'is' : 'are'} left. ` +
          'Take fewer, or choose another kind.',
        action: 'adjust',
      }
    : {
        heading: 'Somebody was faster',
        text:
          'All tickets of this kind are taken. ' +
          'Choose another kind, or wait: holds that nobody pays for come back within minutes.',
        action: 'adjust',
      };
}
