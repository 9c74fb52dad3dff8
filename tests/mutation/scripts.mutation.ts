import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { expect, inject, it, vi } from 'vitest';
import { commands } from '../models/commands.ts';
import { gateLaws } from '../models/gate-laws.ts';
import { realPorts } from '../models/ports.ts';
import { purchaseLaws } from '../models/purchase-laws.ts';
import { roomLaws } from '../models/room-laws.ts';
import { compare, settle } from '../models/settling.ts';
import { stores } from '../models/stores.ts';
import { World } from '../models/world.ts';
import { mutantsOf, type Mutant } from './mutants.ts';

vi.mock('@temporalio/workflow', async (original) => ({
  ...(await original<object>()),
  ...(await import('../models/runtime.ts')).standIn,
}));

const { db } = stores();
const root = new URL('../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

const luaScripts = [
  'purchase/claim',
  'purchase/end-claim',
  'purchase/repair',
  'purchase/resize',
  'waiting-room/admit-wave',
  'waiting-room/check-pass',
  'waiting-room/clear',
  'waiting-room/end-place',
  'waiting-room/join',
  'waiting-room/restore',
  'waiting-room/standing',
];
const functions = 'prisma/migrations/20261123000100_purchase_functions/migration.sql';

const laws = [...roomLaws, ...gateLaws, ...purchaseLaws];

/** How much the model tries before a mutant counts as unnoticed. */
const SEQUENCES = 12;
const COMMANDS = 200;
/** A mutant that makes something wait for ever is noticed too. */
const PATIENCE_MS = 8_000;

/** Redis as ever, but for one script. */
function redisWith({ script, text }: Mutant): Redis {
  const redis = new Redis(inject('stores').redisUrl, { enableAutoPipelining: true });
  const define = redis.defineCommand.bind(redis);
  redis.defineCommand = (name, definition) =>
    define(name, script.endsWith(`/${name}.lua`) ? { ...definition, lua: text } : definition);
  return redis;
}

/** What notices the mutant: a law, or the model; undefined when nothing does. */
async function noticedBy(redis: Redis): Promise<string | undefined> {
  for (const [law, holds] of laws) {
    try {
      await within(holds({ db, redis }));
    } catch {
      return law;
    }
  }
  const property = fc.asyncProperty(commands(COMMANDS), async (sequence) => {
    const world = await World.open({ db, redis }, realPorts({ db, redis }));
    await within(
      fc
        .asyncModelRun(() => ({ model: world, real: world }), sequence)
        .then(() => settle(world))
        .then(() => compare(world)),
    );
  });
  const { failed } = await fc.check(property, { seed: 1, numRuns: SEQUENCES, endOnFailure: true });
  return failed ? 'the model' : undefined;
}

async function within(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise(
    (_, reject) => (timer = setTimeout(() => reject(new Error('waited too long')), PATIENCE_MS)),
  );
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The functions of the migration, each with its text. */
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
    for (const mutant of mutantsOf(`activities/${script}.lua`, await read(`activities/${script}.lua`), 'lua')) {
      const redis = redisWith(mutant);
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
