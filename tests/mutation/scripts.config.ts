import { defineConfig } from 'vitest/config';

/** The mutants of the Lua scripts and SQL functions, against a Postgres and a Redis of their own. */
export default defineConfig({
  test: {
    include: ['tests/mutation/*.mutation.ts'],
    globalSetup: ['tests/models/stores.setup.ts'],
    hookTimeout: 120_000,
  },
});
