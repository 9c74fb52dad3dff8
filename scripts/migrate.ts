import { readFileSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';

/**
 * Applies prisma/migrations with the WebAssembly build of Prisma's engine. It comes from npm, so it works where the
 * native engine of `prisma migrate deploy` cannot be downloaded. Both use the same table, _prisma_migrations.
 */

const prisma = fileURLToPath(new URL('../prisma/', import.meta.url));

/**
 * A change of a table waits for everybody who uses it, and everybody who comes meanwhile waits behind it. So it waits
 * for a second at most, and then lets them go first.
 */
const LOCK_TIMEOUT_MS = 1_000;
const PAUSE_MS = 1_000;
const MOST_ATTEMPTS = 60;
const LOCK_NOT_AVAILABLE = '55P03';
const UNDEFINED_TABLE = '42P01';

/**
 * Brings the database up to date, beside a sale that runs. Safe to run again.
 * @returns the names of the migrations that this call applied.
 */
export async function migrate(databaseUrl: string, folder = join(prisma, 'migrations')): Promise<string[]> {
  let before: Set<string> | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const database = new UnsplitScriptAdapter({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
    try {
      const engine = await openEngine(database);
      const migrationsList = migrations(folder);
      const filters = { externalTables: [], externalEnums: [] };
      // An attempt that fails may have applied some.
      before ??= new Set(await appliedMigrations(database));
      await engine.applyMigrations({ migrationsList, filters });
      return (await appliedMigrations(database)).filter((name) => !before!.has(name));
    } catch (failure) {
      if (!database.hasWaited || attempt === MOST_ATTEMPTS) throw failure;
      await forgetInterrupted(database);
    } finally {
      await database.close();
    }
    await pauseFor(PAUSE_MS);
  }
}

/** Of all times; none in a database without migrations. */
const appliedMigrations = (database: UnsplitScriptAdapter): Promise<string[]> =>
  database
    .names('SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY name')
    .catch((failure: { code?: string }) => {
      if (failure.code !== UNDEFINED_TABLE) throw failure;
      return [];
    });

/**
 * Lets the migration that was not granted its lock be applied again. It is one transaction, so nothing of it is there;
 * only an index that was to be made concurrently is left behind, and is of no use.
 */
async function forgetInterrupted(database: UnsplitScriptAdapter): Promise<void> {
  const unfinished = await database.names(`
    SELECT format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT i.indisvalid`);
  for (const index of unfinished) await database.names(`DROP INDEX CONCURRENTLY IF EXISTS ${index}`);
  await database.names(`
    UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL`);
}

function migrations(baseDir: string) {
  const folders = readdirSync(baseDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: readFileSync(join(baseDir, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: folders
      .map(({ name }) => name)
      .toSorted()
      .map((path) => ({
        path,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: readFileSync(join(baseDir, path, 'migration.sql'), 'utf8') },
        },
      })),
  };
}

async function openEngine(database: UnsplitScriptAdapter) {
  engineClass ??= loadEngine();
  const SchemaEngine = await engineClass;
  const schema = join(prisma, 'schema.prisma');
  return SchemaEngine.new(
    { datamodels: [[schema, await readFile(schema, 'utf8')]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(database),
  );
}

/** Loaded once for each process: a second instance would overwrite the memory of the first. */
let engineClass: ReturnType<typeof loadEngine> | undefined;

// @types/node does not declare WebAssembly; the DOM types do.
declare const WebAssembly: {
  Module: new (program: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: { __wbindgen_start(): void } };
};

/** Instantiates the engine by hand: the package expects a bundler that can import .wasm files. */
async function loadEngine() {
  const glueFile = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const glue = await import(pathToFileURL(glueFile).href);
  const program = new WebAssembly.Module(await readFile(glueFile.replace(/\.js$/, '.wasm')));
  const { exports } = new WebAssembly.Instance(program, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return (glue as typeof import('@prisma/schema-engine-wasm')).SchemaEngine;
}

/**
 * Sends each script to PostgreSQL in one piece, where it runs as one transaction; one of a single statement is none, so
 * that it may make an index concurrently. PrismaPg would split it at every semicolon, also inside a function's body.
 */
class UnsplitScriptAdapter extends PrismaPg {
  /** A script was not granted a lock in time. */
  hasWaited = false;
  readonly #adapters: Awaited<ReturnType<PrismaPg['connect']>>[] = [];

  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      const client = await adapter.underlyingDriver().connect();
      try {
        await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
        await client.query(script);
      } catch (failure) {
        // The engine would hide why.
        this.hasWaited = (failure as { code?: string }).code === LOCK_NOT_AVAILABLE;
        throw failure;
      } finally {
        await client.query('RESET lock_timeout').catch(() => undefined);
        client.release();
      }
    };
    this.#adapters.push(adapter);
    return adapter;
  }

  /** What a query finds under `name`. */
  async names(sql: string): Promise<string[]> {
    const adapter = this.#adapters[0] ?? (await this.connect());
    const { rows } = await adapter.underlyingDriver().query<{ name: string }>(sql);
    return rows.map(({ name }) => name);
  }

  /** Closes the connections, which also releases the engine's lock on the database. */
  async close() {
    await Promise.all(this.#adapters.map((adapter) => adapter.dispose()));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL names the database to migrate.');
  const applied = await migrate(url);
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
}
