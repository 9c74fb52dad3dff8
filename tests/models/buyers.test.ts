import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import pMap from 'p-map';
import { expect, it, vi } from 'vitest';
import { commands } from './commands.ts';
import { pinnedSeeds } from './pinned-seeds.ts';
import { scale } from './scale.ts';
import { compare, settle } from './settling.ts';
import { realPorts } from './ports.ts';
import { stores } from './stores.ts';
import { World } from './world.ts';

vi.mock('@temporalio/workflow', async (original) => ({
  ...(await original<object>()),
  ...(await import('./runtime.ts')).standIn,
}));

const { db, redis } = stores();
const ports = realPorts({ db, redis });

/** Worlds side by side, so that Postgres and this process wait for each other less. */
const WORLDS_AT_ONCE = 6;
/** More than a seed has sequences, so that no two seeds share one. */
const SEQUENCES = 1_000;
const seeds = [
  ...pinnedSeeds.map(({ seed }) => seed),
  ...Array.from({ length: scale.MODEL_SEEDS }, (_, i) => scale.MODEL_FIRST_SEED + i),
];

it(
  'sells, holds and charges what the model says, whatever buyers do and however often a store fails',
  async () => {
    await pMap(seeds, (seed) => trySeed(seed, ports), { concurrency: WORLDS_AT_ONCE });
  },
  60_000 + seeds.length * 2_000,
);

it.each<[string, Partial<typeof ports>]>([
  ['a gate that forgets to give tickets back', { stockGate: { ...ports.stockGate, giveBack: async () => undefined } }],
  ['a bank that takes every card', { payments: { ...ports.payments, charge: async () => 'captured' } }],
  [
    'a store that takes a hold for a new one each time it is asked',
    {
      purchases: {
        ...ports.purchases,
        hold: (request) => ports.purchases.hold({ ...request, reservationId: randomUUID() }),
      },
    },
  ],
  [
    'a room that admits during a pause',
    {
      waitingRoom: {
        ...ports.waitingRoom,
        checkPass: async (...args) =>
          (await ports.waitingRoom.checkPass(...args)) === 'paused' ? 'valid' : 'not_admitted',
      },
    },
  ],
])('notices %s', async (_, broken) => {
  await expect(trySeed(1, { ...ports, ...broken })).rejects.toThrow(/seed: \d+, path: /);
});

/** One sequence after another, each on a new event, until the seed has had its number of commands. Who asks for one seed alone is told the shortest sequence that fails, which takes minutes. */
async function trySeed(seed: number, tried: typeof ports): Promise<void> {
  let done = 0;
  const property = fc.asyncProperty(commands(scale.MODEL_COMMANDS), async (sequence) => {
    const world = await World.open({ db, redis }, tried);
    await fc.asyncModelRun(() => ({ model: world, real: world }), sequence);
    done += world.done;
    await settle(world);
    await compare(world);
  });
  for (let run = 0; done < scale.MODEL_COMMANDS; run += 1) {
    await fc.assert(property, { seed: seed * SEQUENCES + run, numRuns: 1, endOnFailure: scale.MODEL_SEEDS > 1 });
  }
}
