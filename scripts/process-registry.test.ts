import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { endRecorded, forgetProcess, isKept, recordProcess, takeOver } from './process-registry.ts';

const lines: string[] = [];
const say = (line: string) => void lines.push(line);
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
  const path = mkdtempSync(join(tmpdir(), 'ticketdrop-ledger-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
};

it('ends what a killed run left behind', async () => {
  const dataDir = folder();
  const child = await longRunning();
  recordProcess(dataDir, 'Redis', child.pid);
  await takeOver(dataDir, say);
  expect((await child.ended)[1]).toBe('SIGTERM');
  expect(lines.at(-1)).toContain('Redis');
  expect(isKept(dataDir)).toBe(true);
});

it('leaves a process alone that only has the number of one of ours', async () => {
  const dataDir = folder();
  const child = await longRunning();
  recordProcess(dataDir, 'Redis', child.pid);
  const file = join(dataDir, 'processes.json');
  const [entry] = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify([{ ...entry, born: 'at another time' }]));
  await endRecorded(dataDir);
  expect(() => process.kill(child.pid, 0)).not.toThrow();
});

it('refuses a second run beside a living one', async () => {
  const dataDir = folder();
  const child = await longRunning();
  recordProcess(dataDir, 'keeper', child.pid);
  await expect(takeOver(dataDir, say)).rejects.toThrow(`already runs from this folder (process ${child.pid})`);
  forgetProcess(dataDir, child.pid);
  expect(isKept(dataDir)).toBe(false);
});

it('starts over when the file was half written', async () => {
  const dataDir = folder();
  writeFileSync(join(dataDir, 'processes.json'), '[{"name":');
  await takeOver(dataDir, say);
  expect(isKept(dataDir)).toBe(true);
});
