import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { z } from 'zod';
import { onInterruption } from '../../scripts/interruption.ts';

/**
 * Changes the pure modules, the Lua scripts and the SQL functions one thing at a time, and counts how many of the changes the
 * tests notice. Writes docs/MUTATION.md; fails where fewer than 85 of 100 are noticed. Takes about five minutes on two cores.
 */
const interruption = onInterruption(() => process.exit(130));
const results = '.data/mutation';

/** What Stryker writes, as far as the page needs it. Mutants that do not run at all are not counted. */
const Modules = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          status: z.string(),
          replacement: z.string().default(''),
          location: z.object({ start: z.object({ line: z.number() }) }),
        }),
      ),
    }),
  ),
});
const counted = ['Killed', 'Timeout', 'Survived', 'NoCoverage'];

/** What tests/mutation/scripts.mutation.ts writes. */
const Scripts = z.array(
  z.object({
    script: z.string(),
    line: z.number(),
    before: z.string(),
    after: z.string(),
    noticed: z.string().optional(),
  }),
);

type Change = { file: string; line: number; before: string; after: string; noticed: boolean };

const readModules = (): Change[] =>
  Object.entries(Modules.parse(read('modules')).files).flatMap(([file, { source, mutants }]) =>
    mutants
      .filter(({ status }) => counted.includes(status))
      .map(({ status, replacement, location: { start } }) => ({
        file,
        line: start.line,
        before: source.split('\n')[start.line - 1]!.trim(),
        after: replacement,
        noticed: status === 'Killed' || status === 'Timeout',
      })),
  );

const readScripts = (): Change[] =>
  Scripts.parse(read('scripts')).map(({ script, noticed, ...change }) => ({
    ...change,
    file: script,
    noticed: noticed !== undefined,
  }));

const read = (name: string): unknown => JSON.parse(readFileSync(`${results}/${name}.json`, 'utf8'));

/** How many of 100 changes were noticed. */
const score = (changes: Change[]) => (100 * changes.filter(({ noticed }) => noticed).length) / changes.length;

function table(changes: Change[]): string {
  const row = (name: string, some: Change[], digits: number) =>
    `| ${name} | ${some.length} | ${some.filter(({ noticed }) => noticed).length} | ${score(some).toFixed(digits)} |`;
  const files = [...new Set(changes.map(({ file }) => file))];
  const rows = files.map((file) =>
    row(
      file,
      changes.filter((change) => change.file === file),
      0,
    ),
  );
  return [
    '| file | changes | noticed | score |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
    row('**all**', changes, 1),
  ].join('\n');
}

const code = (text: string) =>
  text === '' ? 'left out' : `\`${text.replaceAll(/\s+/g, ' ').replaceAll('`', "'").slice(0, 120)}\``;
const unnoticed = (changes: Change[]) =>
  changes
    .filter(({ noticed }) => !noticed)
    .map(({ file, line, before, after }) => `- ${file}:${line} ${code(before)} → ${code(after)}`)
    .join('\n');

async function run(...args: string[]): Promise<boolean> {
  const { failed } = await execa(process.execPath, args, {
    reject: false,
    stdio: ['ignore', 'inherit', 'inherit'],
    cancelSignal: interruption,
    forceKillAfterDelay: 10_000,
  });
  interruption.throwIfAborted();
  return !failed;
}

mkdirSync(results, { recursive: true });
const modulesAreGood = await run('node_modules/@stryker-mutator/core/bin/stryker.js', 'run', 'stryker.config.mjs');
const scriptsAreGood = await run(
  'node_modules/vitest/vitest.mjs',
  'run',
  '--config',
  'tests/mutation/scripts.config.ts',
);
const [modules, scripts] = [readModules(), readScripts()];

writeFileSync(
  'docs/MUTATION.md',
  `# How much the tests notice

\`npm run mutation\` changes one thing at a time and counts which changes some test notices. At least 85 of 100 is the rule.

## Pure modules, by their unit tests (StrykerJS)

${table(modules)}

Not noticed:

${unnoticed(modules)}

## Lua scripts and SQL functions, by the model and the laws (tests/models), on a real Redis and a real Postgres

${table(scripts)}

Not noticed:

${unnoticed(scripts)}
`,
);
console.log(
  `Of 100 changes of the modules ${score(modules).toFixed(1)} were noticed, of the scripts ${score(scripts).toFixed(1)}; docs/MUTATION.md says which.`,
);
process.exit(modulesAreGood && scriptsAreGood ? 0 : 1);
