import { readFileSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';

/**
 * Applies prisma/migrations with Prisma's own engine in its WebAssembly form, which comes from npm and so works where the
 * native engine of `prisma migrate deploy` cannot be downloaded. The bookkeeping (_prisma_migrations) is the same.
 */

const prisma = fileURLToPath(new URL('../prisma/', import.meta.url));

/** Brings the database up to date. Safe to run again. @returns the migrations that were applied now. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const database = new WholeScripts({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  try {
    const engine = await openEngine(database);
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: migrations(),
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } finally {
    await database.close();
  }
}

function migrations() {
  const baseDir = join(prisma, 'migrations');
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

async function openEngine(database: WholeScripts) {
  engineClass ??= loadEngine();
  const SchemaEngine = await engineClass;
  const schema = join(prisma, 'schema.prisma');
  return SchemaEngine.new(
    { datamodels: [[schema, await readFile(schema, 'utf8')]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(database),
  );
}

/** Once a process: a second instance would write over the first one's memory. */
let engineClass: ReturnType<typeof loadEngine> | undefined;

// Node's types leave this to the browser's.
declare const WebAssembly: {
  Module: new (program: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: { __wbindgen_start(): void } };
};

/** The package expects a bundler that imports .wasm files; Node is shown how by hand. */
async function loadEngine() {
  const glueFile = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const glue = await import(pathToFileURL(glueFile).href);
  const program = new WebAssembly.Module(await readFile(glueFile.replace(/\.js$/, '.wasm')));
  const { exports } = new WebAssembly.Instance(program, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return (glue as typeof import('@prisma/schema-engine-wasm')).SchemaEngine;
}

/** PrismaPg cuts a script at every semicolon, also inside a function's body. PostgreSQL takes it whole, and then it all happens or nothing. */
class WholeScripts extends PrismaPg {
  readonly #adapters: Awaited<ReturnType<PrismaPg['connect']>>[] = [];

  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => void (await adapter.underlyingDriver().query(script));
    this.#adapters.push(adapter);
    return adapter;
  }

  /** The engine's lock on the database lasts as long as its connection. */
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
