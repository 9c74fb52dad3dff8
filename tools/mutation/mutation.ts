import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { z } from 'zod';
import { onInterruption } from '../../scripts/interruption.ts';

/**
 * Changes the pure modules, the Lua scripts and the SQL functions one thing at a time, and counts how many of the
 * changes the tests notice. Writes docs/MUTATION.md; fails when fewer than 85 of 100 are noticed. Takes about five
 * minutes on two cores.
 */
const interruption = onInterruption(() => process.exit(130));
const resultsFolder = '.data/mutation';

/** The fields of Stryker's report that the page needs. */
const StrykerReport = z.object({
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
/** Statuses of mutants that ran; the others are not counted. */
const countedStatuses = ['Killed', 'Timeout', 'Survived', 'NoCoverage'];

/** The report that tests/mutation/scripts.mutation.ts writes. */
const ScriptsReport = z.array(
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
  Object.entries(StrykerReport.parse(readResults('modules')).files).flatMap(([file, { source, mutants }]) =>
    mutants
      .filter(({ status }) => countedStatuses.includes(status))
      .map(({ status, replacement, location: { start } }) => ({
        file,
        line: start.line,
        before: source.split('\n')[start.line - 1]!.trim(),
        after: replacement,
        noticed: status === 'Killed' || status === 'Timeout',
      })),
  );

const readScripts = (): Change[] =>
  ScriptsReport.parse(readResults('scripts')).map(({ script, noticed, ...change }) => ({
    ...change,
    file: script,
    noticed: noticed !== undefined,
  }));

const readResults = (name: string): unknown => JSON.parse(readFileSync(`${resultsFolder}/${name}.json`, 'utf8'));

/** The percentage of changes that were noticed. */
const score = (changes: Change[]) => (100 * noticedIn(changes)) / changes.length;

const noticedIn = (changes: Change[]) => changes.filter(({ noticed }) => noticed).length;

function table(changes: Change[]): string {
  const row = (name: string, rowChanges: Change[], digits: number) =>
    `| ${[name, rowChanges.length, noticedIn(rowChanges), score(rowChanges).toFixed(digits)].join(' | ')} |`;
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

mkdirSync(resultsFolder, { recursive: true });
const modulesOk = await run('node_modules/@stryker-mutator/core/bin/stryker.js', 'run', 'stryker.config.mjs');
const scriptsOk = await run('node_modules/vitest/vitest.mjs', 'run', '--config', 'tests/mutation/scripts.config.ts');
const [modules, scripts] = [readModules(), readScripts()];

const introduction =
  '`npm run mutation` changes one thing at a time and counts which changes some test notices. ' +
  'At least 85 of 100 is the rule.';
writeFileSync(
  'docs/MUTATION.md',
  `# How much the tests notice

${introduction}

## Pure modules, by their unit tests (StrykerJS)

${table(modules)}

Not noticed:

${unnoticed(modules)}

## Lua scripts and SQL functions, by the model tests (tests/models), on a real Redis and a real Postgres

${table(scripts)}

Not noticed:

${unnoticed(scripts)}
`,
);
console.log(
  `Of 100 changes of the modules ${score(modules).toFixed(1)} were noticed, ` +
    `of the scripts ${score(scripts).toFixed(1)}; docs/MUTATION.md says which.`,
);
process.exit(modulesOk && scriptsOk ? 0 : 1);
