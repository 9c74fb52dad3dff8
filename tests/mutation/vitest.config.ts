import { defineConfig } from 'vitest/config';

/** The unit tests alone, as the mutation runner wants them: one project. */
export default defineConfig({
  test: {
    include: ['{api,activities,scripts,web/src}/**/*.test.ts'],
    exclude: ['**/*.workflow.test.ts', '**/node_modules/**'],
  },
});
