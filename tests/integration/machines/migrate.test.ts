import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { connectDatabase } from '../../../prisma/client.ts';
import { migrate } from '../../../scripts/migrate.ts';
import { typescriptOptions } from '../../../scripts/typescript-options.ts';
import { eventually, stack } from '../../harness.ts';

const { db, drop, environment } = stack();
const name = `beside_a_sale_${randomUUID().slice(0, 8)}`;
const later = ['20991231000000_column', '20991231000001_index'];

/** The migrations of today and two more: one changes the table of the purchases, one makes an index on it. */
async function migrationsOfTomorrow(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ticketdrop-migrations-'));
  await cp('prisma/migrations', folder, { recursive: true });
  const [column, index] = later as [string, string];
  for (const one of later) await mkdir(join(folder, one));
  await writeFile(join(folder, column, 'migration.sql'), `ALTER TABLE reservations ADD COLUMN ${name} text;`);
  await writeFile(
    join(folder, index, 'migration.sql'),
    `CREATE INDEX CONCURRENTLY ${name}_idx ON reservations (${name}) WHERE ${name} IS NOT NULL;`,
  );
  onTestFinished(async () => {
    await rm(folder, { recursive: true });
    await db.$executeRawUnsafe(`ALTER TABLE reservations DROP COLUMN IF EXISTS ${name}`);
    await db.$executeRaw`DELETE FROM _prisma_migrations WHERE migration_name = ANY(${later})`;
  });
  return folder;
}

it('changes a table beside a sale, and lets nobody wait behind it while somebody reads it for long', async () => {
  const event = await drop({ capacity: 500 });
  const folder = await migrationsOfTomorrow();
  let migrating = true;
  const [answers, slowest] = [new Set<number>(), { ms: 0 }];
  const shop = async () => {
    while (migrating) {
      const since = performance.now();
      answers.add((await (await event.buyer().enter()).buy()).status);
      slowest.ms = Math.max(slowest.ms, performance.now() - since);
    }
  };
  let begun: () => void;
  const isReading = new Promise<void>((resolve) => {
    begun = resolve;
  });
  // Somebody reads the table and takes time; a change of the table has to wait for that.
  const reading = db.$transaction(
    async (tx) => {
      await tx.$executeRaw`SET LOCAL idle_in_transaction_session_timeout = 0`;
      await tx.$queryRaw`SELECT count(*) FROM reservations`;
      begun();
      await eventually(
        () => db.$queryRaw<unknown[]>`
          SELECT FROM _prisma_migrations WHERE migration_name = ${later[0]!} AND rolled_back_at IS NOT NULL`,
        (given) => given.length >= 2,
        60_000,
      );
    },
    { timeout: 90_000 },
  );
  await isReading;
  const shopping = Promise.all([shop(), shop()]);
  try {
    expect(await migrate(environment['DATABASE_URL']!, folder)).toEqual(later);
  } finally {
    migrating = false;
    await Promise.all([reading, shopping]);
  }
  expect([...answers]).toEqual([201]);
  // A request of a purchase waits a second at most for each lock that it needs; a purchase has a dozen requests.
  expect(slowest.ms).toBeLessThan(20_000);
  const [index] = await db.$queryRaw<{ indisvalid: boolean }[]>`
    SELECT indisvalid FROM pg_index WHERE indexrelid = ${`${name}_idx`}::regclass`;
  expect(index).toEqual({ indisvalid: true });
  expect(await migrate(environment['DATABASE_URL']!, folder)).toEqual([]);
}, 180_000);

it('prepares an empty database of others without sample events', async () => {
  const database = `prepared_${randomUUID().slice(0, 8)}`;
  await db.$executeRawUnsafe(`CREATE DATABASE ${database}`);
  const url = new URL(environment['DATABASE_URL']!);
  url.pathname = database;
  const env = { ...process.env, ...environment, DATABASE_URL: url.href };
  const { stdout } = await promisify(execFile)(process.execPath, [...typescriptOptions(), 'scripts/prepare.ts'], {
    env,
  });
  expect(stdout).toContain('Applied: ');
  const prepared = connectDatabase({ url: url.href, poolSize: 1 });
  onTestFinished(() => prepared.$disconnect());
  expect(await prepared.event.count()).toBe(0);
}, 60_000);
