import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import pMap from 'p-map';
import { expect, it, vi } from 'vitest';
import { commands } from './commands.ts';
import { assertFinalState, settle } from './final-state.ts';
import { pinnedSeeds } from './pinned-seeds.ts';
import { realPorts } from './ports.ts';
import { scale } from './scale.ts';
import { Simulation, type ProviderBooks } from './simulation.ts';
import { stores } from './stores.ts';
import { stripeOfBuyers } from './stripe-of-buyers.ts';

vi.mock('@temporalio/workflow', async (original) => ({
  ...(await original<object>()),
  ...(await import('./workflow-runtime.ts')).workflowModule,
}));

const { db, redis } = stores();
const ports = realPorts({ db, redis });

/** Simulations run concurrently, so that Postgres and this process wait for each other less. */
const CONCURRENCY = 6;
/** More than any seed runs, so that no two seeds share a sequence. */
const SEQUENCES_PER_SEED = 1_000;
const seeds = [
  ...pinnedSeeds.map(({ seed }) => seed),
  ...Array.from({ length: scale.MODEL_SEEDS }, (_, i) => scale.MODEL_FIRST_SEED + i),
];

it(
  'sells, holds and charges what the models say, whatever buyers do and however often a store fails',
  async () => {
    await pMap(seeds, (seed) => trySeed(seed, ports), { concurrency: CONCURRENCY });
  },
  60_000 + seeds.length * 2_000,
);

it('does so with cards at Stripe, whatever buyers do and however often a store or the provider fails', async () => {
  const stripe = await stripeOfBuyers(db);
  try {
    await pMap([1, 2, 3], (seed) => trySeed(seed, { ...ports, payments: stripe.payments }, stripe.books), {
      concurrency: 3,
    });
    expect(await stripe.refused()).toEqual([]);
  } finally {
    await stripe.stop();
  }
}, 180_000);

it.each<[string, Partial<typeof ports>]>([
  [
    'a stock gate that does not give tickets back',
    { stockGate: { ...ports.stockGate, giveBack: async () => undefined } },
  ],
  ['a provider that accepts every card', { payments: { ...ports.payments, settle: async () => 'authorised' } }],
  [
    'a store that makes a new hold each time a request is repeated',
    {
      purchases: {
        ...ports.purchases,
        hold: (request) => ports.purchases.hold({ ...request, reservationId: randomUUID() }),
      },
    },
  ],
  [
    'a waiting room that accepts passes during a pause',
    {
      waitingRoom: {
        ...ports.waitingRoom,
        checkPass: async (...args) =>
          (await ports.waitingRoom.checkPass(...args)) === 'paused' ? 'valid' : 'not_admitted',
      },
    },
  ],
])('detects %s', async (_, broken) => {
  await expect(trySeed(1, { ...ports, ...broken })).rejects.toThrow(/seed: \d+, path: /);
});

/**
 * Runs one sequence after another, each on a new event, until the seed has run its number of commands.
 * Only a run of a single seed shrinks a failure to the shortest sequence, because that takes minutes.
 */
async function trySeed(seed: number, testedPorts: typeof ports, books?: ProviderBooks): Promise<void> {
  let commandsRun = 0;
  const property = fc.asyncProperty(commands(scale.MODEL_COMMANDS), async (sequence) => {
    const simulation = await Simulation.start({ db, redis }, testedPorts, books);
    await fc.asyncModelRun(() => ({ model: simulation, real: simulation }), sequence);
    commandsRun += simulation.commandsRun;
    await settle(simulation);
    await assertFinalState(simulation);
  });
  for (let run = 0; commandsRun < scale.MODEL_COMMANDS; run += 1) {
    await fc.assert(property, {
      seed: seed * SEQUENCES_PER_SEED + run,
      numRuns: 1,
      endOnFailure: scale.MODEL_SEEDS > 1,
    });
  }
}
