import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const project = (
  name: string,
  include: string[],
  test: TestProjectInlineConfiguration['test'] = {},
): TestProjectInlineConfiguration => ({ test: { name, include, ...test } });

/** Timeouts for tests across folders or with a real server; a test only takes this long when something is wrong. */
const slow = { testTimeout: 60_000, hookTimeout: 120_000 };

/**
 * All files share one stack and run one after the other, so that the load of one does not delay another's deadlines.
 */
const oneAtATime = { maxWorkers: 1, fileParallelism: false, globalSetup: ['tests/stack.setup.ts'] };

/** Cheap projects run first, and each group alone: load from one would distort the deadlines of another. */
const order = (groupOrder: number) => ({ sequence: { groupOrder } });

export default defineConfig({
  test: {
    projects: [
      project(
        'unit',
        ['{api,activities,workflows,worker,scripts,tools,docker,prisma,bench,web/src}/**/*.test.ts', '*.test.ts'],
        {
          ...order(0),
          exclude: ['**/*.workflow.test.ts', '**/node_modules/**'],
          setupFiles: ['tests/reader-locale.setup.ts'],
        },
      ),
      project('replay', ['tests/replay/*.test.ts'], { ...slow, ...order(1) }),
      project('workflows', ['{workflows,worker,tests/replay}/**/*.workflow.test.ts'], {
        ...slow,
        ...order(2),
        globalSetup: ['scripts/test-server.setup.ts'],
      }),
      // The models have no real-time deadlines, so two files may run at once and use the whole machine.
      project('models', ['tests/models/**/*.test.ts'], {
        ...slow,
        ...order(3),
        maxWorkers: 2,
        globalSetup: ['tests/models/stores.setup.ts'],
      }),
      project('integration', ['tests/integration/**/*.test.ts'], { ...slow, ...order(4), ...oneAtATime }),
      // Cards, in a shop of their own whose provider is the double.
      project('payments', ['tests/payments/**/*.test.ts'], {
        ...slow,
        ...order(5),
        ...oneAtATime,
        globalSetup: ['tests/payments/payments.setup.ts', 'tests/storefront.setup.ts'],
      }),
      project('fuzz', ['tests/fuzz/*.test.ts'], { ...slow, ...order(6), ...oneAtATime }),
      project('faults', ['tests/faults/**/*.test.ts'], {
        ...slow,
        ...order(7),
        ...oneAtATime,
        globalSetup: ['tests/faults/fault-stack.setup.ts'],
        isolate: false,
        exclude: process.env['FAULTS'] === 'long' ? [] : ['**/*.long.test.ts'],
      }),
      project('browser', ['tests/browser/**/*.test.ts'], {
        ...slow,
        ...order(8),
        ...oneAtATime,
        globalSetup: [...oneAtATime.globalSetup, 'tests/storefront.setup.ts'],
      }),
    ],
  },
});
