import { asProblem, type Problem } from './problem.ts';

/** Where a buyer can go from a refusal. `retry` does the same thing again. */
export type NextStep = 'retry' | 'join' | 'choose' | 'adjust' | 'checkout' | 'event' | 'events' | 'tickets';

/** A refusal in plain words. `waitSeconds` is how long `retry` must wait. */
export type Refusal = { heading: string; text: string; next: NextStep; waitSeconds?: number };

type Rule = { when: (problem: Problem) => boolean; say: (problem: Problem) => Omit<Refusal, 'waitSeconds'> };

const code =
  (...codes: string[]) =>
  (problem: Problem) =>
    codes.includes(problem.code);

const tickets = (count: number) => (count === 1 ? '1 ticket' : `${count} tickets`);

/** The first rule that fits speaks; the order is from the particular to the general. */
const rules: Rule[] = [
  {
    when: code('rate_limited'),
    say: () => ({
      heading: 'A little too fast',
      text: 'You asked more often than is fair to others. Your place and your tickets are not affected.',
      next: 'retry',
    }),
  },
  {
    when: code('Event not found'),
    say: () => ({
      heading: 'We do not know this event',
      text: 'The link may be old, or the event was taken off sale.',
      next: 'events',
    }),
  },
  {
    when: code('sale_closed'),
    say: () => ({
      heading: 'The sale is over',
      text: 'Tickets for this event are no longer sold here.',
      next: 'events',
    }),
  },
  {
    when: code('Token is required'),
    say: () => ({
      heading: 'You have no place in this line',
      text: 'Join it to take one; the page then follows it for you.',
      next: 'join',
    }),
  },
  {
    when: code('Invalid or expired token'),
    say: () => ({
      heading: 'Your place has ended',
      text: 'Places and passes last a limited time, and yours is over. You can join again, at the end of the line.',
      next: 'join',
    }),
  },
  {
    when: code('purchase_limit_exceeded'),
    say: (problem) => ({
      heading: 'That is more than one person can buy',
      text: limitBreakdown(problem),
      next: 'adjust',
    }),
  },
  {
    when: (problem) => problem.count('max_allowed') !== undefined,
    say: (problem) => ({
      heading: 'Too many of this kind',
      text: `You can take up to ${tickets(problem.count('max_allowed')!)} of this kind at a time.`,
      next: 'adjust',
    }),
  },
  {
    when: code('Not enough tickets available'),
    say: (problem) => soldOut(problem.count('available') ?? 0),
  },
  {
    when: code('Tier not found for this event'),
    say: () => ({
      heading: 'These tickets are not sold here',
      text: 'The organiser may have changed them. Please look at the event again.',
      next: 'event',
    }),
  },
  {
    when: (problem) => problem.status === 403 && problem.fields['paused'] === true,
    say: () => ({
      heading: 'The sale is paused',
      text: 'The organiser has paused the sale for a moment. Your place is kept; try again when it goes on.',
      next: 'retry',
    }),
  },
  {
    when: (problem) => problem.status === 403,
    say: () => ({
      heading: 'It is not your turn',
      text: 'Your pass has ended or belongs to somebody else. Join the line to get a new one.',
      next: 'join',
    }),
  },
  {
    when: (problem) => problem.status === 409 && typeof problem.fields['reservation_id'] === 'string',
    say: () => ({
      heading: 'You are holding tickets already',
      text: 'Finish that purchase, or give the tickets back, before you choose others.',
      next: 'checkout',
    }),
  },
  {
    when: code('Reservation has expired', 'Reservation is not active', 'reservation_expired_or_invalid'),
    say: () => ({
      heading: 'Your hold has ended',
      text: 'The time to pay ran out and the tickets went back on sale. Nothing was charged.',
      next: 'choose',
    }),
  },
  {
    when: code('Checkout session is not pending'),
    say: (problem) =>
      problem.fields['status'] === 'completed'
        ? { heading: 'This is paid already', text: 'Your tickets are waiting for you.', next: 'tickets' }
        : {
            heading: 'This purchase has ended',
            text: 'The tickets went back on sale and nothing was charged. You can choose again.',
            next: 'choose',
          },
  },
  {
    when: code('idempotency_key_reused'),
    say: () => ({
      heading: 'These tickets changed meanwhile',
      text: 'Another page of yours was buying something else. Please look at what you hold now.',
      next: 'event',
    }),
  },
  {
    when: (problem) => problem.status === 0,
    say: () => ({
      heading: 'We cannot reach the server',
      text: 'Check your connection. Nothing is lost: your place and your tickets are kept on our side.',
      next: 'retry',
    }),
  },
  {
    when: (problem) => problem.status >= 500,
    say: () => ({
      heading: 'We are catching our breath',
      text: 'The server cannot answer right now. Your place and your tickets are kept; please try again.',
      next: 'retry',
    }),
  },
  {
    when: (problem) => problem.status === 404,
    say: () => ({
      heading: 'We cannot find that',
      text: 'It may have ended, or it belongs to another buyer.',
      next: 'event',
    }),
  },
];

function limitBreakdown(problem: Problem): string {
  const count = (field: string) => problem.count(field) ?? 0;
  const left = Math.max(count('limit') - count('alreadyPurchased') - count('activeHolds'), 0);
  const room = left === 0 ? 'so you cannot take any more.' : `so you can take ${left} more.`;
  return `One person can have ${tickets(count('limit'))} for this event. You have bought ${count('alreadyPurchased')} and are holding ${count('activeHolds')}, ${room}`;
}

function soldOut(available: number): Omit<Refusal, 'waitSeconds'> {
  return available > 0
    ? {
        heading: 'Not that many are left',
        text: `Only ${tickets(available)} of this kind ${available === 1 ? 'is' : 'are'} left. Take fewer, or choose another kind.`,
        next: 'adjust',
      }
    : {
        heading: 'Somebody was faster',
        text: 'All tickets of this kind are taken. Choose another kind, or wait: holds that nobody pays for come back within minutes.',
        next: 'adjust',
      };
}

/** What went wrong, as a buyer should read it, with the next step. */
export function explain(thrown: unknown): Refusal {
  const problem = asProblem(thrown);
  const words = rules.find((rule) => rule.when(problem))?.say(problem) ?? {
    heading: 'That did not work',
    text: `The server said: ${problem.message}`,
    next: 'event',
  };
  return problem.retryAfterSeconds === undefined ? words : { ...words, waitSeconds: problem.retryAfterSeconds };
}
