import { describe, expect, it } from 'vitest';
import { Problem, readProblem } from './problem.ts';
import { explain } from './refusal-texts.ts';

const refusal = (status: number, fields: Record<string, unknown>, retryAfter?: string) =>
  explain(new Problem(status, fields, retryAfter));

describe('a refusal in plain words', () => {
  it.each([
    [404, { error: 'Event not found' }, 'events'],
    [409, { error: 'sale_closed' }, 'events'],
    [400, { error: 'Token is required' }, 'join'],
    [404, { error: 'Invalid or expired token' }, 'join'],
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
  ])('%i %o leads to "%s"', (status, fields, next) => {
    const said = refusal(status, fields);
    expect(said.next).toBe(next);
    expect(said.heading).not.toMatch(/did not work/);
    expect(said.heading).not.toBe('');
    expect(said.text).toMatch(/\.$/);
  });

  it('breaks the purchase limit down', () => {
    const { text } = refusal(403, {
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

  it('counts what is held towards the limit, and says so when it is reached', () => {
    const held = { error: 'purchase_limit_exceeded', limit: 6, alreadyPurchased: 1, activeHolds: 2, requested: 6 };
    expect(refusal(403, held).text).toBe(
      'One person can have 6 tickets for this event. You have bought 1 and are holding 2, so you can take 3 more.',
    );
    expect(refusal(403, { ...held, activeHolds: 5 }).text).toMatch(/so you cannot take any more\.$/);
  });

  it('says how many of a kind one may take', () => {
    expect(refusal(400, { error: 'Quantity exceeds the limit', max_allowed: 4 }).text).toBe(
      'You can take up to 4 tickets of this kind at a time.',
    );
  });

  it('tells a pause, a hold and a page that is missing from other refusals of their status', () => {
    expect(refusal(409, { error: 'another', paused: true }).next).toBe('event');
    expect(refusal(400, { error: 'another', reservation_id: 'r' }).next).toBe('event');
    expect(refusal(418, { error: 'another' }).heading).toBe('That did not work');
  });

  it('says how many are left', () => {
    expect(refusal(409, { error: 'Not enough tickets available', available: 1, requested: 2 }).text).toContain(
      'Only 1 ticket of this kind is left',
    );
    expect(refusal(409, { error: 'Not enough tickets available', available: 2, requested: 3 })).toMatchObject({
      heading: 'Not that many are left',
      next: 'adjust',
    });
    expect(refusal(409, { error: 'Not enough tickets available', available: 2, requested: 3 }).text).toContain(
      'Only 2 tickets of this kind are left',
    );
    expect(refusal(409, { error: 'Not enough tickets available', available: 0, requested: 3 }).heading).toBe(
      'Somebody was faster',
    );
  });

  it('says how long to wait, from the header or the document', () => {
    expect(refusal(429, { error: 'rate_limited', retryAfterSeconds: 12 }).waitSeconds).toBe(12);
    expect(refusal(503, {}, '3').waitSeconds).toBe(3);
    expect(refusal(503, {})).not.toHaveProperty('waitSeconds');
  });

  it('passes on what an unknown refusal says', () => {
    expect(refusal(418, { error: 'teapot', detail: 'I am a teapot' }).text).toBe('The server said: I am a teapot');
  });
});

it('reads a refusal that no API wrote', async () => {
  const problem = await readProblem(new Response('<html>Bad gateway</html>', { status: 502 }));
  expect(problem).toMatchObject({ status: 502, code: 'http_502', passing: true });
});
