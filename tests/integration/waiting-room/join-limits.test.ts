import { describe, expect, it } from 'vitest';
import { caller, stack } from '../../harness.ts';

const { apiUrl, drop, redis } = stack();

describe('buyers behind one address', () => {
  it('F47 all join, although they are more than one buyer may join times', async () => {
    const { join } = await school();
    const pupils = Array.from({ length: 60 }, (_, i) => join(`pupil-${i}`));
    expect((await Promise.all(pupils)).map(({ status }) => status)).toEqual(Array(60).fill(200));
    const oneAgain = await Promise.all(Array.from({ length: 10 }, () => join('pupil-0')));
    expect(oneAgain.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([...Array(9).fill(200), 429]);
  });

  it('F47 are bounded together, so that made-up names buy no more places and no more keys in Redis', async () => {
    const { eventId, join } = await school();
    const statuses = [];
    for (let i = 0; i < 650; i += 1) statuses.push((await join(`made-up-${i}`)).status);
    expect(statuses).toEqual([...Array(600).fill(200), ...Array(50).fill(429)]);
    const counted = (await redis.keys('td:limit:join:*')).filter((key) => key.includes(`${eventId}:made-up`));
    expect(counted).toHaveLength(600);
  });
});

/** An event, and a function that joins it from one address under a name. */
async function school() {
  const { eventId } = await drop({ capacity: 10 });
  const ask = caller(apiUrl);
  const join = (name: string) =>
    ask(`/events/${eventId}/waiting-room/join`, { method: 'POST', headers: { 'x-user-id': name } });
  return { eventId, join };
}
