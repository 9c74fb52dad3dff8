import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startProcess, type ProcessPlan } from './processes.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'ticketdrop-processes-'));
afterAll(() => rmSync(dataDir, { recursive: true }));
const recorded = () => readFileSync(join(dataDir, 'processes.json'), 'utf8');

function plan(script: string, ready: ProcessPlan['ready']): ProcessPlan {
  return {
    name: 'Test part',
    dataDir,
    command: process.execPath,
    args: ['-e', script],
    env: { PATH: process.env.PATH, GIVEN: 'yes' },
    ready,
    readyWithinMs: 5_000,
  };
}
const logHas = (text: string) => async () =>
  existsSync(join(dataDir, 'logs/test-part.log')) &&
  readFileSync(join(dataDir, 'logs/test-part.log'), 'utf8').includes(text);

it('reports a process as ready, writes its log, and keeps it in the registry until it ends', async () => {
  const running = await startProcess(
    plan(
      'console.log("up", process.env.GIVEN, process.env.HOME); setInterval(() => {}, 1000)',
      logHas('up yes undefined'),
    ),
  );
  expect(recorded()).toContain('Test part');
  await running.stop();
  expect(await running.ended).toBe('was ended by SIGTERM');
  expect(recorded()).not.toContain('Test part');
});

it('shows the last log lines of a process that ends instead of starting', async () => {
  const start = startProcess(plan('console.error("no disk"); process.exit(3)', async () => false));
  await expect(start).rejects.toThrow(/Test part ended with exit code 3 instead of starting\.[^]*no disk/);
});

it('names the program that cannot be started', async () => {
  await expect(startProcess({ ...plan('', async () => true), command: '/nowhere/program' })).rejects.toThrow(
    'Test part cannot be started',
  );
});

it('leaves nothing running when the start is aborted', async () => {
  const controller = new AbortController();
  const start = startProcess({
    ...plan('console.log("up"); setInterval(() => {}, 1000)', async () => false),
    signal: controller.signal,
  });
  await expect.poll(logHas('up')).toBe(true);
  controller.abort(new Error('called off'));
  await expect(start).rejects.toThrow();
  expect(recorded()).not.toContain('Test part');
});

it('stops the children of a process with it', async () => {
  const child = 'setInterval(() => {}, 1000)';
  const running = await startProcess(
    plan(
      `const { pid } = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}]);
      console.log("child", pid);
      setInterval(() => {}, 1000);`,
      logHas('child'),
    ),
  );
  const pid = Number(/child (\d+)/.exec(readFileSync(running.log, 'utf8'))?.[1]);
  await running.stop();
  await expect.poll(() => isAlive(pid)).toBe(false);
});

/** A zombie, which has ended but was not reaped yet, counts as ended. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
