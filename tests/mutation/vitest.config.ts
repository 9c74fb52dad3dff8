import { defineConfig } from 'vitest/config';

/** The unit tests alone, in one project, as the mutation runner needs them. */
export default defineConfig({
  test: {
    include: ['{api,activities,workflows,worker,scripts,tools,docker,prisma,bench,web/src}/**/*.test.ts'],
    exclude: ['**/*.workflow.test.ts', '**/node_modules/**'],
  },
});
