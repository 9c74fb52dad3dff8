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

it('writes one line of JSON for whatever a process prints, and each warning once', () => {
  const program = `
    import { createLog, logWhatNodePrints } from './log.ts';
    const log = createLog('api', 'info', ['a-password']);
    logWhatNodePrints(log);
    const failure = Object.assign(new Error('it is away'), { command: { args: ['an argument'] } });
    for (let i = 0; i < 5; i += 1) log.warn({ err: failure }, 'redis');
    log.error({ err: failure }, 'an error is never left out');
    log.error({ err: failure }, 'an error is never left out');
    console.error('[ioredis] Unhandled error event:', failure);
    process.emitWarning('watch redis://ada:a-password@host');
    setImmediate(() => { throw failure; });`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...typescriptOptions(), '--input-type=module', '--eval', program],
    { timeout: 10_000, encoding: 'utf8' },
  );
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: number; msg: string; err: object });
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
    [40, 'redis'],
    [50, 'an error is never left out'],
    [50, 'an error is never left out'],
    [40, '[ioredis] Unhandled error event:'],
    [40, 'a warning of Node'],
    [60, 'the process ends because of a failure that nobody handles'],
  ]);
  for (const { err } of lines.slice(0, 4)) expect(err).toMatchObject({ type: 'Error', message: 'it is away' });
  expect(stdout).not.toMatch(/an argument|a-password/);
}, 20_000);
