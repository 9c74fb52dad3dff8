import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { typescriptOptions } from './typescript-options.ts';

it('adds the loader only where Node does not strip types itself', () => {
  expect(typescriptOptions({ typescript: 'strip' })).toEqual([]);
  expect(typescriptOptions({ typescript: false })).toEqual(['--import', 'tsx']);
  expect(typescriptOptions({})).toEqual(['--import', 'tsx']);
});

it('lets the Node that runs the tests run TypeScript', () => {
  const { status, stderr } = spawnSync(process.execPath, [
    ...typescriptOptions(),
    '--input-type=module',
    '--eval',
    'import "./log.ts"',
  ]);
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
}, 20_000);
