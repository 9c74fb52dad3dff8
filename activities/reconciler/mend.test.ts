import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noCounters, type CheckedKind } from '../counters.ts';
import { mender, type Chore } from './mend.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const never = new Promise<never>(() => undefined);

/** Works through a hundred holds of which `mend` is told the number, without waiting for the time to pass. */
async function workThrough(mend: (item: number) => Promise<'holdsFreed' | 'nothing'>) {
  const counted: CheckedKind[] = [];
  const run = mender({ ...noCounters, unmended: (kind) => counted.push(kind) });
  const items = Array.from({ length: 100 }, (_, i) => i);
  const chore: Chore<number> = { kind: 'holds', items, subject: (item) => `hold ${item}`, mend };
  const cycle = async () => {
    const report = run(chore);
    await vi.runAllTimersAsync();
    return report;
  };
  return { counted, cycle };
}

describe('a step of the reconciler', () => {
  it('gives up what never answers, and mends all others', async () => {
    const { counted, cycle } = await workThrough((item) => (item === 3 ? never : Promise.resolve('holdsFreed')));
    const since = Date.now();
    expect(await cycle()).toEqual({
      holdsFreed: 99,
      unmended: [{ subject: 'hold 3', reason: expect.stringContaining('no answer within') }],
    });
    expect(Date.now() - since).toBeLessThan(30_000);
    expect(counted).toEqual(['holds']);
  });

  it('tries again what failed once', async () => {
    const failed = new Set<number>();
    const { counted, cycle } = await workThrough(async (item) => {
      if (failed.has(item)) return 'holdsFreed';
      failed.add(item);
      throw new Error('a connection was lost');
    });
    expect(await cycle()).toEqual({ holdsFreed: 100 });
    expect(counted).toEqual([]);
  });

  it('begins with what did not fail before, so that the many that never answer take the time of no other', async () => {
    const mended = new Set<number>();
    const { cycle } = await workThrough((item) => {
      if (item < 40) return never;
      mended.add(item);
      return Promise.resolve('nothing');
    });
    await cycle();
    await cycle();
    mended.clear();
    await cycle();
    expect(mended.size).toBe(60);
  });

  it('ends in time and counts everything that it has not reached', async () => {
    const { counted, cycle } = await workThrough(() => never);
    const since = Date.now();
    const { unmended } = await cycle();
    expect(Date.now() - since).toBeLessThan(30_000);
    expect(unmended).toHaveLength(20);
    expect(counted).toHaveLength(100);
  });
});
