import { rmSync } from 'node:fs';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { violations } from '../../activities/reconciler/invariants.ts';
import { eventually, stack } from '../harness.ts';
import { makeArena } from './arena.ts';
import { insist, insistOnHold, times } from './row.ts';
import { fillDisk, mountSmallDisk } from './small-disk.ts';

describe('when the disk is full', () => {
  it('F36 refuses what it cannot write down, loses nothing that was acknowledged, and sells on when there is room', async () => {
    const disk = mountSmallDisk(inject('arenaFolder'));
    const arena = await makeArena(disk);
    const { db, drop } = stack(arena.stack, onTestFinished);
    const { buyer, orders } = await drop({ capacity: 50, purchase_limit: 20 });
    const buyers = await Promise.all(times(10, () => buyer().enter()));
    const acknowledged = [(await insist(() => buyers[0]!.buy(1))).body.order.id as string];
    // All three stores write to this disk, so none of them can go on.
    const filler = fillDisk(disk);
    // Whatever happens: what still runs cannot even end while there is no room.
    onTestFinished(() => rmSync(filler, { force: true }));
    const refused = await eventually(
      async () => {
        const answers = await Promise.all(buyers.slice(1).map((one) => one.buy(1).catch((broken: unknown) => broken)));
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
    await arena.heal();
    const after = buyers[9]!;
    const held = await insistOnHold(() => after.reserve(1), after.mine);
    const paid = await insist(async () => after.confirm((await insist(() => after.checkout(held.body.id))).body.id));
    expect([200, 201]).toContain(paid.status);
    const kept = (await orders()).map(({ id }) => id);
    expect(acknowledged.filter((id) => !kept.includes(id))).toEqual([]);
    expect(await violations(db)).toEqual([]);
  }, 300_000);
});
