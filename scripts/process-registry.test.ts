import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { becomeOwner, endRecorded, hasLiveOwner, recordProcess, removeProcessRecord } from './process-registry.ts';

const lines: string[] = [];
const print = (line: string) => void lines.push(line);
const started: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

async function longRunning() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  started.push(child);
  await once(child.stdout, 'data');
  return { pid: child.pid!, ended: once(child, 'exit') };
}
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'ticketdrop-registry-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
};

it('ends the processes that a killed run left running', async () => {
  const dataDir = folder();
  const child = await longRunning();
  recordProcess(dataDir, 'Redis', child.pid);
  await becomeOwner(dataDir, print);
  expect((await child.ended)[1]).toBe('SIGTERM');
  expect(lines.at(-1)).toContain('Redis');
  expect(hasLiveOwner(dataDir)).toBe(true);
});

it('does not end a process that only has the pid of a recorded one', async () => {
  const dataDir = folder();
  const child = await longRunning();
  recordProcess(dataDir, 'Redis', child.pid);
  const file = join(dataDir, 'processes.json');
  const [entry] = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify([{ ...entry, born: 'at another time' }]));
  await endRecorded(dataDir);
  expect(() => process.kill(child.pid, 0)).not.toThrow();
});

it('refuses a second run while the first is alive', async () => {
  const dataDir = folder();
  const child = await longRunning();
  recordProcess(dataDir, 'keeper', child.pid);
  await expect(becomeOwner(dataDir, print)).rejects.toThrow(`already runs from this folder (process ${child.pid})`);
  removeProcessRecord(dataDir, child.pid);
  expect(hasLiveOwner(dataDir)).toBe(false);
});

it('starts with an empty registry when its file is incomplete', async () => {
  const dataDir = folder();
  writeFileSync(join(dataDir, 'processes.json'), '[{"name":');
  await becomeOwner(dataDir, print);
  expect(hasLiveOwner(dataDir)).toBe(true);
});
