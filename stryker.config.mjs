// Changes the pure modules one operator at a time and expects their unit tests to notice (npm run mutation).
/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'tests/mutation/vitest.config.ts', related: true },
  mutate: [
    'activities/purchase/tickets.ts',
    'activities/catalogue/gate-sale.ts',
    'api/http/client-address.ts',
    'api/catalogue/event-status.ts',
    'api/waiting-room/place-status.ts',
    'web/src/catalogue/event-phase.ts',
    'web/src/purchase/quantity.ts',
    'web/src/http/{poll-interval,server-clock}.ts',
    'web/src/ui/{problem-rules,problem-text,time}.ts',
    'web/src/waiting-room/{line-progress,poll-interval}.ts',
  ],
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: '.data/mutation/modules.json' },
  tempDirName: '.data/mutation/sandbox',
  // Stryker would rewrite its paths with an API that TypeScript 7 no longer has; the tests run without it.
  tsconfigFile: 'none',
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 10_000,
  thresholds: { high: 95, low: 90, break: 85 },
  ignorePatterns: ['.data', 'web/dist', 'docs', 'tests/replay/histories', 'bench'],
  warnings: { slow: false },
};
