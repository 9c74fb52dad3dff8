import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { expect, inject, it, vi } from 'vitest';
import { commands } from '../models/commands.ts';
import { assertFinalState, settle } from '../models/final-state.ts';
import { realPorts } from '../models/ports.ts';
import { Simulation } from '../models/simulation.ts';
import { specifications } from '../models/specifications.ts';
import { stores } from '../models/stores.ts';
import { mutantsOf, type Mutant } from './mutants.ts';

vi.mock('@temporalio/workflow', async (original) => ({
  ...(await original<object>()),
  ...(await import('../models/workflow-runtime.ts')).workflowModule,
}));

const { db } = stores();
const root = new URL('../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

const luaScripts = [
  'purchase/claim',
  'purchase/claim-record',
  'purchase/end-claim',
  'purchase/list-claims',
  'purchase/repair',
  'purchase/resize',
  'waiting-room/admit-wave',
  'waiting-room/check-pass',
  'waiting-room/clear',
  'waiting-room/crowd',
  'waiting-room/expire-place',
  'waiting-room/join',
  'waiting-room/leave',
  'waiting-room/place',
  'waiting-room/publish',
  'waiting-room/restore',
  'waiting-room/standing',
];
const functions = 'prisma/migrations/20261123000100_purchase_functions/migration.sql';

/** How much the models try before a mutant counts as unnoticed. */
const SEQUENCES = 12;
const COMMANDS = 200;
/** A mutant that makes a call wait for ever counts as noticed. */
const TIMEOUT_MS = 8_000;

/** A Redis client whose scripts have the changed paragraph, also where it belongs to the prelude of several. */
function redisWith(original: string, { text }: Mutant): Redis {
  const mutated = text.split('\n\n');
  const changes = original
    .split('\n\n')
    .flatMap((paragraph, i) => (paragraph === mutated[i] ? [] : [[paragraph, mutated[i]!] as const]));
  const redis = new Redis(inject('stores').redisUrl, { enableAutoPipelining: true });
  const define = redis.defineCommand.bind(redis);
  redis.defineCommand = (name, { lua, ...definition }) =>
    define(name, { ...definition, lua: changes.reduce((script, [was, is]) => script.replace(was, () => is), lua) });
  return redis;
}

/** What notices the mutant: a specification or the model; undefined when nothing does. */
async function noticedBy(redis: Redis): Promise<string | undefined> {
  for (const [title, check] of specifications) {
    try {
      await within(check({ db, redis }));
    } catch {
      return title;
    }
  }
  const property = fc.asyncProperty(commands(COMMANDS), async (sequence) => {
    const simulation = await Simulation.start({ db, redis }, realPorts({ db, redis }));
    await within(
      fc
        .asyncModelRun(() => ({ model: simulation, real: simulation }), sequence)
        .then(() => settle(simulation))
        .then(() => assertFinalState(simulation)),
    );
  });
  const { failed } = await fc.check(property, { seed: 1, numRuns: SEQUENCES, endOnFailure: true });
  return failed ? 'the model' : undefined;
}

async function within(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error('waited too long')), TIMEOUT_MS)));
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The functions of the migration with their text. */
async function sqlFunctions(): Promise<[name: string, text: string][]> {
  const parts = (await read(functions)).split(/(?=CREATE FUNCTION )/).slice(1);
  return parts.map((part) => [
    /CREATE FUNCTION (\w+)/.exec(part)![1]!,
    `${part.slice(0, part.lastIndexOf('END $$;'))}END $$;`.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION'),
  ]);
}

it('notices at least 85 of 100 changes of the Lua scripts and SQL functions', async () => {
  const results: { mutant: Mutant; noticed: string | undefined }[] = [];
  for (const script of luaScripts) {
    const file = `activities/${script}.lua`;
    const original = await read(file);
    for (const mutant of mutantsOf(file, original, 'lua')) {
      const redis = redisWith(original, mutant);
      results.push({ mutant, noticed: await noticedBy(redis) });
      redis.disconnect();
    }
  }
  const redis = new Redis(inject('stores').redisUrl, { enableAutoPipelining: true });
  for (const [name, text] of await sqlFunctions()) {
    for (const mutant of mutantsOf(name, text, 'sql')) {
      const refused = await db.$executeRawUnsafe(mutant.text).then(
        () => undefined,
        () => 'Postgres',
      );
      results.push({ mutant, noticed: refused ?? (await noticedBy(redis)) });
    }
    await db.$executeRawUnsafe(text);
  }
  redis.disconnect();

  const unnoticed = results.filter(({ noticed }) => noticed === undefined);
  await mkdir(new URL('.data/mutation/', root), { recursive: true });
  await writeFile(
    new URL('.data/mutation/scripts.json', root),
    JSON.stringify(
      results.map(({ noticed, mutant: { script, line, before, after } }) => ({ script, line, before, after, noticed })),
      undefined,
      2,
    ),
  );
  expect(results.length).toBeGreaterThan(150);
  expect(1 - unnoticed.length / results.length).toBeGreaterThanOrEqual(0.85);
}, 3_600_000);
