import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { GateSale } from '../../activities/catalogue/ports.ts';
import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { redisWaitingRoom } from '../../activities/waiting-room/waiting-room.ts';
import { stores } from './stores.ts';

/** Redis runs each script as one step, so a race between scripts is one of the orders in which they can run. */
const { redis } = stores();
const room = redisWaitingRoom(redis);

const newSale = (): GateSale => ({
  eventId: randomUUID(),
  open: true,
  onSaleAt: Date.now() - 1_000,
  paused: false,
  waveSize: 1,
  waveIntervalMs: 30_000,
  accessTtlMs: 180_000,
  tokenTtlMs: 3_600_000,
  absentGraceMs: 0,
});

const permutations = <Item>(items: Item[]): Item[][] =>
  items.length < 2
    ? [items]
    : items.flatMap((item, i) =>
        permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
      );

type Place = { eventId: string; token: string; buyerId: string };
type Step = [name: string, run: (place: Place, sale: GateSale) => Promise<unknown>];

/** Opens a sale with two buyers in the queue. */
async function saleWithTwoBuyers(): Promise<{ sale: GateSale; first: Place; second: Place }> {
  const sale = newSale();
  await room.publish(sale);
  const join = async () => {
    const place = { eventId: sale.eventId, token: randomUUID(), buyerId: randomUUID() };
    await room.join(sale.eventId, place);
    return place;
  };
  return { sale, first: await join(), second: await join() };
}

/** State of a place, after a check that it is in the queue or in the passes and never in both. */
async function stateOf({ eventId, token, buyerId }: Place) {
  const { queue, passes, entries, buyers } = roomKeys(eventId);
  const [waiting, pass, entry, buyer] = await Promise.all([
    redis.zrank(queue, token),
    redis.zscore(passes, token),
    redis.hexists(entries, token),
    redis.hget(buyers, buyerId),
  ]);
  const present = { inQueue: waiting !== null, inPasses: pass !== null, entry: entry === 1, buyer: buyer === token };
  const { inQueue, inPasses } = present;
  const state = inQueue && !inPasses ? 'waiting' : inPasses && !inQueue ? 'admitted' : 'gone';
  expect(present).toEqual({
    inQueue: state === 'waiting',
    inPasses: state === 'admitted',
    entry: state !== 'gone',
    buyer: state !== 'gone',
  });
  return state;
}

const wave: Step = ['the wave', ({ eventId }) => room.admitWave(eventId, 1)];
const waveAgain: Step = ['the wave again', ({ eventId }) => room.admitWave(eventId, 1)];
const leave: Step = ['leaving', ({ eventId, token, buyerId }) => room.leave(eventId, token, buyerId)];
const end: Step = [
  'the end of the place',
  async ({ eventId, token }, sale) => {
    await room.publish({ ...sale, tokenTtlMs: 0 });
    await room.expirePlace(eventId, token);
    await room.publish(sale);
  },
];
const pause: Step = ['the pause', ({ eventId }, sale) => room.publish({ ...sale, eventId, paused: true })];
const rejoin: Step = ['joining again', ({ eventId, buyerId }) => room.join(eventId, { token: randomUUID(), buyerId })];
const clear: Step = ['clearing', ({ eventId }) => room.clear(eventId)];

const titleOf = (steps: Step[]) => steps.map(([name]) => name).join(', then ');

describe('a wave and a buyer who leaves', () => {
  it.each(permutations([wave, leave, waveAgain]).map((steps) => [titleOf(steps), steps] as const))(
    '%s: the place ends, and the wave admits one person once',
    async (_, steps) => {
      const { sale, first, second } = await saleWithTwoBuyers();
      for (const [, run] of steps) await run(first, sale);
      expect(await stateOf(first)).toBe('gone');
      // A buyer who leaves before the wave makes room for the next one; a buyer who leaves after it had been admitted.
      const leftFirst = steps[0] === leave;
      expect(await stateOf(second)).toBe(leftFirst ? 'admitted' : 'waiting');
      expect(await room.admitWave(sale.eventId, 1)).toEqual({ outcome: 'admitted', count: 1, fresh: false });
    },
  );

  it.each(permutations([wave, leave, end, rejoin]).map((steps) => [titleOf(steps), steps] as const))(
    '%s: the buyer has at most one place',
    async (_, steps) => {
      const { sale, first } = await saleWithTwoBuyers();
      for (const [, run] of steps) await run(first, sale);
      const tokens = await redis.hgetall(roomKeys(sale.eventId).entries);
      const mine = Object.entries(tokens).filter(([, record]) => record.endsWith(first.buyerId));
      expect(mine.length).toBeLessThanOrEqual(1);
      for (const [token] of mine) expect(['waiting', 'admitted']).toContain(await stateOf({ ...first, token }));
      if (steps.at(-1) !== rejoin && mine.length === 0) expect(await stateOf(first)).toBe('gone');
    },
  );

  it('have the same results when they come from two connections at once, a thousand times', async () => {
    const other = redis.duplicate();
    const otherRoom = redisWaitingRoom(other);
    const results = new Set<string>();
    for (let i = 0; i < 1_000; i += 1) {
      const { sale, first, second } = await saleWithTwoBuyers();
      const [, left] = await Promise.all([
        otherRoom.admitWave(sale.eventId, 1),
        room.leave(sale.eventId, first.token, first.buyerId),
      ]);
      expect(left).toBe('left');
      results.add(`${await stateOf(first)}, ${await stateOf(second)}`);
    }
    other.disconnect();
    expect([...results].filter((result) => !['gone, admitted', 'gone, waiting'].includes(result))).toEqual([]);
  });
});

describe('a pause and an admission', () => {
  it.each(permutations([pause, wave]).map((steps) => [titleOf(steps), steps] as const))(
    '%s: only a wave before the pause admits, and its buyer may not buy during the pause',
    async (_, steps) => {
      const { sale, first } = await saleWithTwoBuyers();
      for (const [, run] of steps) await run(first, sale);
      const admitted = steps[0] === wave;
      expect(await stateOf(first)).toBe(admitted ? 'admitted' : 'waiting');
      expect(await room.checkPass(sale.eventId, first.token, first.buyerId)).toBe(admitted ? 'paused' : 'not_admitted');
      await room.publish(sale);
      if (admitted) expect(await room.checkPass(sale.eventId, first.token, first.buyerId)).toBe('valid');
      // The wave that the pause refused runs under the same number afterwards.
      else expect(await room.admitWave(sale.eventId, 1)).toEqual({ outcome: 'admitted', count: 1, fresh: true });
    },
  );

  it.each(
    permutations([
      pause,
      ['joining', ({ eventId, token, buyerId }) => room.join(eventId, { token, buyerId })] satisfies Step,
    ]).map((steps) => [titleOf(steps), steps] as const),
  )('%s: an open slot admits nobody during a pause', async (_, steps) => {
    const sale = newSale();
    await room.publish(sale);
    await room.admitWave(sale.eventId, 1); // an empty wave leaves its slot open
    const place = { eventId: sale.eventId, token: randomUUID(), buyerId: randomUUID() };
    for (const [, run] of steps) await run(place, sale);
    expect(await stateOf(place)).toBe(steps[0] === pause ? 'waiting' : 'admitted');
  });
});

describe('clearing the room', () => {
  it.each(permutations([clear, wave, leave]).map((steps) => [titleOf(steps), steps] as const))(
    '%s: no place remains',
    async (_, steps) => {
      const { sale, first, second } = await saleWithTwoBuyers();
      for (const [, run] of steps) await run(first, sale);
      expect([await stateOf(first), await stateOf(second)]).toEqual(['gone', 'gone']);
      expect(await room.crowd(sale.eventId)).toEqual({ waiting: 0, admitted: 0 });
    },
  );
});
