import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { childrenOf } from '../../../bench/processor-time.ts';
import { startProcess, type ProcessPlan } from '../../../scripts/processes.ts';

/** A program of the product that starts others, in a process of its own. `onEnd` is called with what stops it. */
export async function startGroup(
  plan: Pick<ProcessPlan, 'args' | 'ready'> & { env: Record<string, string> },
  onEnd: (stop: () => Promise<void>) => void = onTestFinished,
) {
  const dataDir = mkdtempSync(join(tmpdir(), 'ticketdrop-group-'));
  const running = await startProcess({
    ...plan,
    name: 'group',
    dataDir,
    command: process.execPath,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...plan.env },
    readyWithinMs: 100_000,
  }).catch((failure: unknown) => {
    rmSync(dataDir, { recursive: true, force: true });
    throw failure;
  });
  onEnd(async () => {
    await running.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return {
    ...running,
    log: () => readFileSync(running.log, 'utf8'),
    processes: () => childrenOf(running.pid),
    /** The process with this number; its number is its last argument. */
    numbered: (number: number) => childrenOf(running.pid).find((pid) => commandOf(pid).at(-1) === String(number)),
  };
}

function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  } catch {
    return []; // it has just ended
  }
}
