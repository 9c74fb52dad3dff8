import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const project = (
  name: string,
  include: string[],
  test: TestProjectInlineConfiguration['test'] = {},
): TestProjectInlineConfiguration => ({ test: { name, include, ...test } });

/** What crosses folders, or has a real server behind it, gets time; nothing waits that long unless something is wrong. */
const slow = { testTimeout: 60_000, hookTimeout: 120_000 };

/** One stack for all files: they take turns, and what one of them loads does not slow the next one's deadlines. */
const oneAtATime = { maxWorkers: 1, fileParallelism: false, globalSetup: ['tests/stack.setup.ts'] };

/** Cheap projects first, each group for itself, because a busy machine makes deadlines in the next one meaningless. */
const turn = (groupOrder: number) => ({ sequence: { groupOrder } });

export default defineConfig({
  test: {
    projects: [
      project(
        'unit',
        ['{api,activities,workflows,worker,scripts,tools,docker,prisma,bench,web/src}/**/*.test.ts', '*.test.ts'],
        { ...turn(0), exclude: ['**/*.workflow.test.ts', '**/node_modules/**'] },
      ),
      project('replay', ['tests/replay/*.test.ts'], { ...slow, ...turn(1) }),
      project('workflows', ['{workflows,tests/replay}/**/*.workflow.test.ts'], {
        ...slow,
        ...turn(2),
        globalSetup: ['scripts/test-server.setup.ts'],
      }),
      // No deadline of theirs is a clock's, so two files at once may use the whole machine.
      project('models', ['tests/models/**/*.test.ts'], {
        ...slow,
        ...turn(3),
        maxWorkers: 2,
        globalSetup: ['tests/models/stores.setup.ts'],
      }),
      project('integration', ['tests/integration/**/*.test.ts'], { ...slow, ...turn(4), ...oneAtATime }),
      project('faults', ['tests/faults/**/*.test.ts'], {
        ...slow,
        ...turn(5),
        ...oneAtATime,
        globalSetup: ['tests/faults/fault-stack.setup.ts'],
        isolate: false,
        exclude: process.env['FAULTS'] === 'long' ? [] : ['**/*.long.test.ts'],
      }),
      project('browser', ['tests/browser/**/*.test.ts'], {
        ...slow,
        ...turn(6),
        ...oneAtATime,
        globalSetup: [...oneAtATime.globalSetup, 'tests/storefront.setup.ts'],
      }),
    ],
  },
});
