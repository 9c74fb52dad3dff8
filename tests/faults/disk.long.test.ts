import { rmSync } from 'node:fs';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { violations } from '../../activities/reconciler/invariants.ts';
import { eventually, stack } from '../harness.ts';
import { reserveWithRetry, times, withRetry } from './client-requests.ts';
import { startFaultStack } from './fault-stack.ts';
import { fillDisk, mountTmpfs } from './tmpfs.ts';

describe('when the disk is full', () => {
  it('F36 refuses what it cannot store, loses nothing acknowledged, and sells again when there is room', async () => {
    const disk = mountTmpfs(inject('faultStackFolder'));
    const faultStack = await startFaultStack(disk);
    const { db, drop } = stack(faultStack.stack, onTestFinished);
    const { buyer, orders } = await drop({ capacity: 50, purchase_limit: 20 });
    const buyers = await Promise.all(times(10, () => buyer().enter()));
    const acknowledged = [(await withRetry(() => buyers[0]!.buy(1))).body.order.id as string];
    // All three stores write to this disk, so all of them fail.
    const filler = fillDisk(disk);
    // Even if the test fails: processes cannot end while the disk is full.
    onTestFinished(() => rmSync(filler, { force: true }));
    const refused = await eventually(
      async () => {
        const answers = await Promise.all(
          buyers.slice(1).map((one) => one.buy(1).catch((failure: unknown) => failure)),
        );
        for (const answer of answers) {
          if (answer instanceof Error || typeof answer !== 'object' || answer === null || !('status' in answer))
            continue;
          const { status, body } = answer as Awaited<ReturnType<(typeof buyers)[0]['buy']>>;
          expect(status).not.toBe(500);
          if (status === 201) acknowledged.push(body.order.id as string);
        }
        return answers.some(
          (answer) => typeof answer === 'object' && answer !== null && 'status' in answer && answer.status === 503,
        );
      },
      Boolean,
      60_000,
    );
    expect(refused).toBe(true);
    rmSync(filler);
    await faultStack.endFaults();
    const last = buyers[9]!;
    const held = await reserveWithRetry(() => last.reserve(1), last.mine);
    const paid = await withRetry(async () =>
      last.confirm((await withRetry(() => last.checkout(held.body.id))).body.id),
    );
    expect([200, 201]).toContain(paid.status);
    const kept = (await orders()).map(({ id }) => id);
    expect(acknowledged.filter((id) => !kept.includes(id))).toEqual([]);
    expect(await violations(db)).toEqual([]);
  }, 300_000);
});
