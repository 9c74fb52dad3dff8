import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentCommit } from '../../tools/faults/commit.ts';

/** The long form (`npm run faults`) has the sizes of the fault catalogue; `npm test` runs the short form. */
export const long = process.env['FAULTS'] === 'long';

/** A size that depends on the form of the tests. The test's title shows which one was used. */
export const scale = (shortForm: number, longForm: number) => (long ? longForm : shortForm);

/** The seed of `npm run faults -- --seed`, if one was given. */
export const givenSeed = process.env['FAULTS_SEED'] === undefined ? undefined : Number(process.env['FAULTS_SEED']);

/** New random seeds for the drops of the long form. */
export const freshSeeds = (): number[] =>
  Array.from({ length: Number(process.env['FAULTS_DROPS'] ?? '0') }, () => randomInt(2 ** 31));

/** Writes the clients' log of a drop to the folder FAULTS_LOGS, if it is set. */
export function keepLog(seed: number, lines: object[]): void {
  const folder = process.env['FAULTS_LOGS'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `drop-${seed}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** How to reproduce a failure, for its message. */
export const reproduction = (seed: number) =>
  `seed ${seed} at commit ${currentCommit()}; again with: npm run faults -- --seed ${seed}`;
