import { readFileSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';

/**
 * Applies prisma/migrations with the WebAssembly build of Prisma's engine. It comes from npm, so it works where the
 * native engine of `prisma migrate deploy` cannot be downloaded. Both use the same table, _prisma_migrations.
 */

const prisma = fileURLToPath(new URL('../prisma/', import.meta.url));

/** Brings the database up to date. Safe to run again. @returns the names of the migrations that this call applied. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const database = new UnsplitScriptAdapter({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
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
 * Sends each script to PostgreSQL in one piece, where it runs as one transaction. PrismaPg would split it at every
 * semicolon, also inside the body of a function.
 */
class UnsplitScriptAdapter extends PrismaPg {
  readonly #adapters: Awaited<ReturnType<PrismaPg['connect']>>[] = [];

  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => void (await adapter.underlyingDriver().query(script));
    this.#adapters.push(adapter);
    return adapter;
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
