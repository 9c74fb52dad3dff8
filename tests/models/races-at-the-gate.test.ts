import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { GateSale } from '../../activities/ports.ts';
import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { redisWaitingRoom } from '../../activities/waiting-room/waiting-room.ts';
import { stores } from './stores.ts';

/** A script is one step of Redis, so the orders in which scripts can run are all there is to know of a race. */
const { redis } = stores();
const room = redisWaitingRoom(redis);

const sale = (given: Partial<GateSale> = {}): GateSale => ({
  eventId: randomUUID(),
  open: true,
  onSaleAt: Date.now() - 1_000,
  paused: false,
  waveSize: 1,
  waveIntervalMs: 30_000,
  accessTtlMs: 180_000,
  tokenTtlMs: 3_600_000,
  ...given,
});

const orders = <Item>(items: Item[]): Item[][] =>
  items.length < 2
    ? [items]
    : items.flatMap((item, i) => orders([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]));

type Place = { eventId: string; token: string; buyerId: string };
type Step = [name: string, take: (place: Place, given: GateSale) => Promise<unknown>];

/** A first in line, and somebody behind. */
async function line(given = sale()): Promise<{ given: GateSale; first: Place; second: Place }> {
  await room.publish(given);
  const join = async () => {
    const place = { eventId: given.eventId, token: randomUUID(), buyerId: randomUUID() };
    await room.join(given.eventId, place);
    return place;
  };
  return { given, first: await join(), second: await join() };
}

/** Where a place is: in line, admitted, or nowhere; never in two of them. */
async function whereIs({ eventId, token, buyerId }: Place) {
  const { queue, passes, entries, buyers } = roomKeys(eventId);
  const [waiting, pass, entry, buyer] = await Promise.all([
    redis.zrank(queue, token),
    redis.zscore(passes, token),
    redis.hexists(entries, token),
    redis.hget(buyers, buyerId),
  ]);
  const is = { waiting: waiting !== null, admitted: pass !== null, known: entry === 1, named: buyer === token };
  const found = is.waiting && !is.admitted ? 'waiting' : is.admitted && !is.waiting ? 'admitted' : 'gone';
  expect(is).toEqual({
    waiting: found === 'waiting',
    admitted: found === 'admitted',
    known: found !== 'gone',
    named: found !== 'gone',
  });
  return found;
}

const wave: Step = ['the wave', ({ eventId }) => room.admitWave(eventId, 1)];
const waveAgain: Step = ['the wave again', ({ eventId }) => room.admitWave(eventId, 1)];
const leave: Step = ['leaving', ({ eventId, token, buyerId }) => room.leave(eventId, token, buyerId)];
const end: Step = ['the end of the place', ({ eventId, token }) => room.endPlace(eventId, token)];
const pause: Step = ['the pause', ({ eventId }, given) => room.publish({ ...given, eventId, paused: true })];
const rejoin: Step = ['joining again', ({ eventId, buyerId }) => room.join(eventId, { token: randomUUID(), buyerId })];
const clear: Step = ['clearing', ({ eventId }) => room.clear(eventId)];

const named = (steps: Step[]) => steps.map(([name]) => name).join(', then ');

describe('a wave and somebody who leaves', () => {
  it.each(orders([wave, leave, waveAgain]).map((steps) => [named(steps), steps] as const))(
    '%s: the place ends, and the wave admits one person once',
    async (_, steps) => {
      const { given, first, second } = await line();
      for (const [, take] of steps) await take(first, given);
      expect(await whereIs(first)).toBe('gone');
      // Who left before the wave made room for the next in line; who left after it had been admitted.
      const leftFirst = steps[0] === leave;
      expect(await whereIs(second)).toBe(leftFirst ? 'admitted' : 'waiting');
      expect(await room.admitWave(given.eventId, 1)).toEqual({ outcome: 'admitted', count: 1, fresh: false });
    },
  );

  it.each(orders([wave, leave, end, rejoin]).map((steps) => [named(steps), steps] as const))(
    '%s: there is one place at most',
    async (_, steps) => {
      const { given, first } = await line();
      for (const [, take] of steps) await take(first, given);
      const tokens = await redis.hgetall(roomKeys(given.eventId).entries);
      const mine = Object.entries(tokens).filter(([, record]) => record.endsWith(first.buyerId));
      expect(mine.length).toBeLessThanOrEqual(1);
      for (const [token] of mine) expect(['waiting', 'admitted']).toContain(await whereIs({ ...first, token }));
      if (steps.at(-1) !== rejoin && mine.length === 0) expect(await whereIs(first)).toBe('gone');
    },
  );

  it('are told the same when they come from two connections at once, a thousand times', async () => {
    const other = redis.duplicate();
    const elsewhere = redisWaitingRoom(other);
    const ways = new Set<string>();
    for (let i = 0; i < 1_000; i += 1) {
      const { given, first, second } = await line();
      const [, left] = await Promise.all([
        elsewhere.admitWave(given.eventId, 1),
        room.leave(given.eventId, first.token, first.buyerId),
      ]);
      expect(left).toBe('left');
      ways.add(`${await whereIs(first)}, ${await whereIs(second)}`);
    }
    other.disconnect();
    expect([...ways].filter((way) => !['gone, admitted', 'gone, waiting'].includes(way))).toEqual([]);
  });
});

describe('a pause and an admission', () => {
  it.each(orders([pause, wave]).map((steps) => [named(steps), steps] as const))(
    '%s: whoever is admitted was admitted before the pause, and may not buy during it',
    async (_, steps) => {
      const { given, first } = await line();
      for (const [, take] of steps) await take(first, given);
      const admitted = steps[0] === wave;
      expect(await whereIs(first)).toBe(admitted ? 'admitted' : 'waiting');
      expect(await room.checkPass(given.eventId, first.token, first.buyerId)).toBe(
        admitted ? 'paused' : 'not_admitted',
      );
      await room.publish(given);
      if (admitted) expect(await room.checkPass(given.eventId, first.token, first.buyerId)).toBe('valid');
      // The wave that the pause refused goes under its number afterwards.
      else expect(await room.admitWave(given.eventId, 1)).toEqual({ outcome: 'admitted', count: 1, fresh: true });
    },
  );

  it.each(
    orders([
      pause,
      ['joining', ({ eventId, token, buyerId }) => room.join(eventId, { token, buyerId })] satisfies Step,
    ]).map((steps) => [named(steps), steps] as const),
  )('%s: nobody walks into an open slot during a pause', async (_, steps) => {
    const given = sale();
    await room.publish(given);
    await room.admitWave(given.eventId, 1); // an empty wave leaves its slot open
    const place = { eventId: given.eventId, token: randomUUID(), buyerId: randomUUID() };
    for (const [, take] of steps) await take(place, given);
    expect(await whereIs(place)).toBe(steps[0] === pause ? 'waiting' : 'admitted');
  });
});

describe('clearing the room', () => {
  it.each(orders([clear, wave, leave]).map((steps) => [named(steps), steps] as const))(
    '%s: nobody is left',
    async (_, steps) => {
      const { given, first, second } = await line();
      for (const [, take] of steps) await take(first, given);
      expect([await whereIs(first), await whereIs(second)]).toEqual(['gone', 'gone']);
      expect(await room.crowd(given.eventId)).toEqual({ waiting: 0, admitted: 0 });
    },
  );
});
