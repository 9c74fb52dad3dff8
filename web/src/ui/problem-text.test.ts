import { describe, expect, it } from 'vitest';
import { Problem, readProblem } from '../http/problem.ts';
import { problemText } from './problem-text.ts';

const textOf = (status: number, fields: Record<string, unknown>, retryAfter?: string) =>
  problemText(new Problem(status, fields, retryAfter));

describe('the text of a problem', () => {
  it.each([
    [404, { error: 'Event not found' }, 'events'],
    [409, { error: 'sale_closed' }, 'events'],
    [409, { error: 'event_canceled' }, 'tickets'],
    [400, { error: 'Token is required' }, 'join'],
    [404, { error: 'Invalid or expired token' }, 'join'],
    [404, { error: 'Invalid or expired token', reason: 'absent' }, 'join'],
    [404, { error: 'Invalid or expired token', reason: 'sale_closed' }, 'events'],
    [404, { error: 'Invalid or expired token', reason: 'canceled' }, 'tickets'],
    [403, { error: 'not_admitted' }, 'join'],
    [403, { error: 'sale_paused', paused: true }, 'retry'],
    [403, { error: 'purchase_limit_exceeded', limit: 6, alreadyPurchased: 4, activeHolds: 0, requested: 3 }, 'adjust'],
    [400, { error: 'Quantity exceeds the limit', max_allowed: 4 }, 'adjust'],
    [409, { error: 'Active reservation exists', reservation_id: 'r', expires_at: '2026-12-01T00:00:00Z' }, 'checkout'],
    [409, { error: 'Not enough tickets available', available: 0, requested: 2 }, 'adjust'],
    [404, { error: 'Tier not found for this event' }, 'event'],
    [409, { error: 'Reservation is not active' }, 'choose'],
    [409, { error: 'Reservation has expired' }, 'choose'],
    [409, { error: 'reservation_expired_or_invalid' }, 'choose'],
    [409, { error: 'Checkout session is not pending', status: 'completed' }, 'tickets'],
    [409, { error: 'Checkout session is not pending', status: 'failed' }, 'choose'],
    [422, { error: 'idempotency_key_reused' }, 'event'],
    [429, { error: 'rate_limited', retryAfterSeconds: 12 }, 'retry'],
    [503, {}, 'retry'],
    [500, {}, 'retry'],
    [0, {}, 'retry'],
    [404, { error: 'Not found' }, 'event'],
  ])('%i %o leads to "%s"', (status, fields, action) => {
    const text = textOf(status, fields);
    expect(text.action).toBe(action);
    expect(text.heading).not.toMatch(/did not work/);
    expect(text.heading).not.toBe('');
    expect(text.text).toMatch(/\.$/);
  });

  it('says of an absent place when its turn was, if it came', () => {
    const place = { error: 'Invalid or expired token', reason: 'absent' };
    expect(textOf(404, place).text).toMatch(/^This page was not open for longer than a place is kept\. /);
    expect(textOf(404, { ...place, missedTurn: { at: new Date(2026, 10, 5, 9, 4).toISOString() } }).text).toMatch(
      /^It was your turn at 0?9:04\b.*, while this page was not open, /,
    );
  });

  it('explains the purchase limit with its counts', () => {
    const { text } = textOf(403, {
      error: 'purchase_limit_exceeded',
      limit: 6,
      alreadyPurchased: 4,
      activeHolds: 0,
      requested: 3,
    });
    expect(text).toBe(
      'One person can have 6 tickets for this event. You have bought 4 and are holding 0, so you can take 2 more.',
    );
  });

  it('counts held tickets towards the limit, and says when it is reached', () => {
    const held = { error: 'purchase_limit_exceeded', limit: 6, alreadyPurchased: 1, activeHolds: 2, requested: 6 };
    expect(textOf(403, held).text).toBe(
      'One person can have 6 tickets for this event. You have bought 1 and are holding 2, so you can take 3 more.',
    );
    expect(textOf(403, { ...held, activeHolds: 5 }).text).toMatch(/so you cannot take any more\.$/);
  });

  it('says what a ticket costs now, in its currency', () => {
    const changed = (currency: string) => textOf(409, { error: 'price_changed', price_cents: 3_100, currency });
    expect(changed('USD')).toMatchObject({ action: 'adjust', text: expect.stringContaining('now costs US$31.00. ') });
    expect(changed('JPY').text).toContain('now costs JP¥3,100. ');
    const withFee = { error: 'price_changed', price_cents: 3_100, fee_cents: 175, currency: 'EUR' };
    expect(textOf(409, withFee).text).toContain('now costs €32.75. ');
  });

  it('says how many tickets of a tier a buyer may take', () => {
    expect(textOf(400, { error: 'Quantity exceeds the limit', max_allowed: 4 }).text).toBe(
      'You can take up to 4 tickets of this kind at a time.',
    );
  });

  it('distinguishes a pause, a hold and an unknown status from problems with similar fields', () => {
    expect(textOf(409, { error: 'another', paused: true }).action).toBe('event');
    expect(textOf(400, { error: 'another', reservation_id: 'r' }).action).toBe('event');
    expect(textOf(418, { error: 'another' }).heading).toBe('That did not work');
  });

  it('says how many tickets are left', () => {
    expect(textOf(409, { error: 'Not enough tickets available', available: 1, requested: 2 }).text).toContain(
      'Only 1 ticket of this kind is left',
    );
    expect(textOf(409, { error: 'Not enough tickets available', available: 2, requested: 3 })).toMatchObject({
      heading: 'Not that many are left',
      action: 'adjust',
    });
    expect(textOf(409, { error: 'Not enough tickets available', available: 2, requested: 3 }).text).toContain(
      'Only 2 tickets of this kind are left',
    );
    expect(textOf(409, { error: 'Not enough tickets available', available: 0, requested: 3 }).heading).toBe(
      'Somebody was faster',
    );
  });

  it('says how long to wait, from the header or the body', () => {
    expect(textOf(429, { error: 'rate_limited', retryAfterSeconds: 12 }).waitSeconds).toBe(12);
    expect(textOf(503, {}, '3').waitSeconds).toBe(3);
    expect(textOf(503, {})).not.toHaveProperty('waitSeconds');
  });

  it('passes on the text of an unknown problem', () => {
    expect(textOf(418, { error: 'teapot', detail: 'I am a teapot' }).text).toBe('The server said: I am a teapot');
  });
});

it('reads an error response that is not the API’s', async () => {
  const problem = await readProblem(new Response('<html>Bad gateway</html>', { status: 502 }));
  expect(problem).toMatchObject({ status: 502, code: 'http_502', transient: true });
});
