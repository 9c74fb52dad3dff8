import { expect, it } from 'vitest';
import { withJitter } from '../http/poll-interval.ts';
import { eventListPollInterval, eventPageStockPollInterval } from './events.ts';

/** How old an answer may be: the API keeps it for a second. */
const answerAgeMs = 1_000;

it.each([
  ['list', eventListPollInterval({}, false)],
  ['page of an event', eventPageStockPollInterval(true, false)],
])('the %s shows within five seconds what is left, with time for a slow answer', (_, interval) =>
  expect(withJitter(interval, () => 1) + answerAgeMs).toBeLessThan(4_500),
);
