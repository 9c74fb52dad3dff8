import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentCommit } from '../../tools/faults/commit.ts';

/** Which form of the tests runs: the short one in `npm test`, or the long one of `npm run faults`, with rows as large as the catalogue asks for. */
export const long = process.env['FAULTS'] === 'long';

/** A size in the short form and in the long one. The test's title says which was used. */
export const scale = (short: number, whole: number) => (long ? whole : short);

/** The seed somebody gave, or the one that every short run repeats. */
export const givenSeed = process.env['FAULTS_SEED'] === undefined ? undefined : Number(process.env['FAULTS_SEED']);

/** How many drops with seeds of their own the long form runs, beside those that failed once. */
export const freshSeeds = (): number[] =>
  Array.from({ length: Number(process.env['FAULTS_DROPS'] ?? '0') }, () => randomInt(2 ** 31));

/** Keeps what the clients wrote down, where somebody wants to read it. */
export function keepLog(seed: number, lines: object[]): void {
  const folder = process.env['FAULTS_LOGS'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `drop-${seed}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** What a failure says, so that it can be had again. */
export const again = (seed: number) =>
  `seed ${seed} at commit ${currentCommit()}; again with: npm run faults -- --seed ${seed}`;
