import { setImmediate as macrotask } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import { makeWay, recordPurchases, restAfter } from './make-way.ts';

const AGE_MS = 1_000;

/** The turn of all workers; nobody else has it. */
const freeTurn = { takeLineTurn: async () => true, endLineTurn: async () => undefined };

/** Calls that end when the test says so, on a clock that moves when the test says so. */
function drain(buying: boolean) {
  let now = 1_000;
  const state = { buying, under: 0, most: 0, rests: [] as number[] };
  const ends: (() => void)[] = [];
  const { inTime, linesAtOnce } = makeWay({
    ...freeTurn,
    isRush: async () => state.buying,
    pause: async (ms) => {
      state.rests.push(ms);
      now += ms;
    },
    now: () => now,
  });
  const calls = (count: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        inTime(async () => {
          state.under += 1;
          state.most = Math.max(state.most, state.under);
          await new Promise<void>((end) => ends.push(end));
          state.under -= 1;
        }, AGE_MS),
      ),
    );
  return {
    state,
    linesAtOnce,
    calls,
    /** Ends the call that began first, after so many milliseconds. */
    async endOne(tookMs: number) {
      now += tookMs;
      ends.shift()!();
      await macrotask();
    },
  };
}

describe('the drain of the joins', () => {
  it('makes all calls at once while nobody buys', async () => {
    const { state, calls, endOne } = drain(false);
    const done = calls(8);
    await macrotask();
    expect(state.under).toBe(8);
    for (let i = 0; i < 8; i += 1) await endOne(5);
    await done;
    expect(state.rests).toEqual([]);
  });

  it('makes one call at a time while somebody buys, each followed by its rest', async () => {
    const { state, calls, endOne } = drain(true);
    const done = calls(3);
    await macrotask();
    for (const tookMs of [10, 20, 40]) await endOne(tookMs);
    await done;
    expect(state.most).toBe(1);
    expect(state.rests).toEqual([10, 20, 40].map((tookMs) => restAfter(tookMs, AGE_MS)));
  });

  it('notices within a tenth of a second that somebody begins to buy, and that nobody does any more', async () => {
    const { state, calls, endOne } = drain(false);
    const quick = calls(1);
    await macrotask();
    await endOne(200);
    await quick;
    state.buying = true;
    const slow = calls(2);
    await macrotask();
    expect(state.under).toBe(1);
    state.buying = false;
    await endOne(200);
    await endOne(200);
    await slow;
    expect(state.rests).toEqual([]);
  });

  it('takes fewer lines at once while somebody buys, so that a resting sale is woken soon', async () => {
    expect(await drain(true).linesAtOnce()).toBeLessThan(await drain(false).linesAtOnce());
  });

  it('shares one turn among all workers while somebody buys, rests included', async () => {
    let [now, freeAt, under, most] = [0, 0, 0, 0];
    const shared = {
      isRush: async () => true,
      now: () => now,
      async takeLineTurn() {
        if (now < freeAt) return false;
        freeAt = Infinity;
        return true;
      },
      endLineTurn: async (restMs: number) => void (freeAt = now + restMs),
      pause: async (ms: number) => {
        await macrotask();
        now += ms;
      },
    };
    const begun: number[] = [];
    const call = async () => {
      begun.push(now);
      most = Math.max(most, (under += 1));
      await macrotask();
      now += 10;
      under -= 1;
    };
    const [one, other] = [makeWay(shared), makeWay(shared)];
    await Promise.all([one, other, one, other].map(({ inTime }) => inTime(call, AGE_MS)));
    expect([begun.length, most]).toEqual([4, 1]);
    for (const [i, at] of begun.slice(1).entries()) expect(at - begun[i]!).toBeGreaterThan(9.9 + restAfter(10, AGE_MS));
  });

  it('lets each worker pass on by itself a line that is too old to rest', async () => {
    const { inTime } = makeWay({
      isRush: async () => true,
      takeLineTurn: async () => false,
      endLineTurn: async () => undefined,
      pause: () => Promise.reject(new Error('it waits')),
    });
    await expect(inTime(async () => undefined, 1_800_000)).resolves.toBeUndefined();
    await expect(inTime(async () => undefined, AGE_MS)).rejects.toThrow('it waits');
  });

  it('goes on after a call that failed', async () => {
    const { inTime } = makeWay({ ...freeTurn, isRush: async () => true, pause: async () => undefined });
    await expect(inTime(() => Promise.reject(new Error('away')), 0)).rejects.toThrow('away');
    await expect(inTime(async () => undefined, 0)).resolves.toBeUndefined();
  });

  it('rests the longer the longer a call took, and half a second at most', () => {
    expect(restAfter(20, 0)).toBeGreaterThan(restAfter(10, 0));
    expect(restAfter(10, 0)).toBeGreaterThan(10);
    expect(restAfter(60_000, 0)).toBe(500);
  });

  it('rests the shorter the older a line is, and not at all after half an hour', () => {
    const rests = [0, 600_000, 1_200_000, 1_800_000, 7_200_000].map((ageMs) => restAfter(20, ageMs));
    expect(rests).toEqual(rests.toSorted((one, other) => other - one));
    expect(rests[1]).toBeLessThan(rests[0]!);
    expect(rests.slice(-2)).toEqual([0, 0]);
    // A worker whose clock is behind Redis's.
    expect(restAfter(20, -60_000)).toBe(restAfter(20, 0));
  });
});

describe('steps of purchases', () => {
  const done: string[] = [];
  const step = (name: string) => async () => void done.push(name);
  const names = ['holdTickets', 'openCheckout', 'pay', 'issueTickets', 'releaseTickets', 'endPlace'];
  const activities = Object.fromEntries(names.map((name) => [name, step(name)])) as unknown as Activities;

  it.each(['holdTickets', 'openCheckout', 'pay', 'issueTickets'] as const)('are recorded: %s', async (name) => {
    let recorded = 0;
    const watched = recordPurchases(activities, async () => void (recorded += 1));
    await (watched[name] as () => Promise<unknown>)();
    expect([recorded, done.at(-1)]).toEqual([1, name]);
  });

  it('are not recorded where no buyer waits, nor again at once, and run although recording fails', async () => {
    let recorded = 0;
    const watched = recordPurchases(activities, async () => {
      recorded += 1;
      throw new Error('Redis is away');
    }) as unknown as Record<string, () => Promise<unknown>>;
    await watched['releaseTickets']!();
    await watched['endPlace']!();
    expect(recorded).toBe(0);
    await watched['holdTickets']!();
    await watched['pay']!();
    expect(recorded).toBe(1);
    expect(done.slice(-2)).toEqual(['holdTickets', 'pay']);
  });
});
