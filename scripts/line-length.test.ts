import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const columns = 120;

/** Files that programs write, and pictures. */
const exempt = [
  'package-lock.json',
  'tests/replay/histories/',
  'bench/report.json',
  'bench/report.md',
  'docs/FAULTS.md',
  'docs/MUTATION.md',
  'docs/VARIABLES.md',
];
const picture = /\.(png|jpe?g|gif|webp|ico|svg)$/;

/** The files that git tracks, also where the checkout belongs to another user. */
const tracked = () =>
  execFileSync('git', ['-c', 'safe.directory=*', 'ls-files', '-z'], { encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(file));

it(`finds no line over ${columns} columns in a file that people write`, () => {
  const files = tracked().filter((file) => !picture.test(file) && !exempt.some((path) => file.startsWith(path)));
  const long = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line, index) => ({ place: `${file}:${index + 1}`, length: Array.from(line).length }))
      .filter(({ length }) => length > columns)
      .map(({ place, length }) => `${place} has ${length} columns`),
  );
  expect(files).toContain('README.md');
  expect(long).toEqual([]);
});
