import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runTests } from './test-run.ts';

it('names every test that failed, with the first line of its error, and files that cannot be loaded', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ticketdrop-test-run-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'vitest.config.mjs'), 'export default { test: { globals: true } };');
  writeFileSync(
    join(folder, 'seats.test.mjs'),
    `describe('seats', () => {
       it('are counted', () => {});
       it('are sold once', () => { throw new Error('sold twice\\nby two'); });
     });`,
  );
  writeFileSync(join(folder, 'lost.test.mjs'), `throw new Error('no such module');`);

  const { passed, failed, failures, ok } = await runTests(
    ['--root', folder, '--silent'],
    new AbortController().signal,
    {},
    undefined,
    'ignore',
  );

  expect({ passed, failed, ok }).toEqual({ passed: 1, failed: 2, ok: false });
  expect(failures.toSorted()).toEqual([
    expect.stringMatching(/lost\.test\.mjs: the file failed outside of its tests\n {2}no such module$/),
    expect.stringMatching(/seats\.test\.mjs: seats are sold once\n {2}Error: sold twice$/),
  ]);
});
