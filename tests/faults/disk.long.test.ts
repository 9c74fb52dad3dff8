import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { violations } from '../../activities/invariants/invariants.ts';
import { endRecorded } from '../../scripts/ledger.ts';
import { eventually, stack } from '../harness.ts';
import { makeArena } from './arena.ts';
import { insist, insistOnHold, times } from './row.ts';

/** A disk of its own, in memory and small. Mounting one is for root alone: where that cannot be had, this fails and says so. */
const disk = join(inject('arenaFolder'), 'small-disk');
mkdirSync(disk);
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=700m,mode=0711', 'tmpfs', disk]);
chmodSync(disk, 0o711);
const arena = await makeArena(disk);
const { db, drop } = stack(arena.stack);

afterAll(async () => {
  await endRecorded(disk);
  execFileSync('umount', ['--lazy', disk]);
}, 60_000);

describe('when the disk is full', () => {
  it('F36 refuses what it cannot write down, loses nothing that was acknowledged, and sells on when there is room', async () => {
    const { buyer, orders } = await drop({ capacity: 50, purchase_limit: 20 });
    const buyers = await Promise.all(times(10, () => buyer().enter()));
    const acknowledged = [(await insist(() => buyers[0]!.buy(1))).body.order.id as string];
    const filler = join(disk, 'filler');
    // All three stores write to this disk, so none of them can go on.
    fill(filler);
    const refused = await eventually(async () => {
      const answers = await Promise.all(buyers.slice(1).map((one) => one.buy(1).catch((broken: unknown) => broken)));
      for (const answer of answers) {
        if (answer instanceof Error || typeof answer !== 'object' || answer === null || !('status' in answer)) continue;
        const { status, body } = answer as Awaited<ReturnType<(typeof buyers)[0]['buy']>>;
        expect(status).not.toBe(500);
        if (status === 201) acknowledged.push(body.order.id as string);
      }
      return answers.some((answer) => typeof answer === 'object' && answer !== null && 'status' in answer && answer.status === 503);
    }, Boolean, 60_000);
    expect(refused).toBe(true);
    rmSync(filler);
    await arena.heal();
    const after = buyers[9]!;
    const held = await insistOnHold(() => after.reserve(1), after.mine);
    const paid = await insist(async () => after.confirm((await insist(() => after.checkout(held.body.id))).body.id));
    expect([200, 201]).toContain(paid.status);
    const kept = (await orders()).map(({ id }) => id);
    expect(acknowledged.filter((id) => !kept.includes(id))).toEqual([]);
    expect(await violations(db)).toEqual([]);
  }, 240_000);
});

/** Takes all the room there is. */
function fill(file: string): void {
  const { bavail, bsize } = statfsSync(disk);
  try {
    writeFileSync(file, Buffer.alloc(bavail * bsize));
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'ENOSPC') throw failure;
  }
}
