import { spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { expect, it } from 'vitest';
import { typescriptOptions } from './scripts/typescript-options.ts';

it('continues, and can exit, while the disk of its log is full', () => {
  const program = `
    import { createLog } from './log.ts';
    const log = createLog('api', 'info');
    for (let line = 0; line < 1000; line += 1) log.info({ text: 'x'.repeat(2_000) }, 'a line');
    process.stderr.write('went on');
    process.exit();`;
  const { status, stderr } = spawnSync(
    process.execPath,
    [...typescriptOptions(), '--input-type=module', '--eval', program],
    { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'], timeout: 10_000 },
  );
  expect({ status, said: stderr.toString() }).toEqual({ status: 0, said: 'went on' });
}, 20_000);
