import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CannotStart } from './cannot-start.ts';
import { until } from './poll.ts';

/**
 * A process that was started from a data folder. The registry file lets the next run end what a killed run left
 * running. A process is identified by its pid and its start time, because the system reuses pids. The words in the file
 * (`born`, `keeper`) must not change: runs of other versions on the same machine read them.
 */
const Entry = z.object({
  name: z.string(),
  pid: z.number().int().positive(),
  born: z.string(),
  stopSignal: z.string(),
});
type Entry = z.infer<typeof Entry>;

/** The name of the entry for the run that uses the data folder. */
const owner = 'keeper';

const fileOf = (dataDir: string) => join(dataDir, 'processes.json');

function read(dataDir: string): Entry[] {
  try {
    return z.array(Entry).parse(JSON.parse(readFileSync(fileOf(dataDir), 'utf8')));
  } catch {
    return []; // no file yet, or one cut short by a power failure, after which no process runs either
  }
}

function write(dataDir: string, entries: Entry[]): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(`${fileOf(dataDir)}.new`, `${JSON.stringify(entries, undefined, 2)}\n`);
  renameSync(`${fileOf(dataDir)}.new`, fileOf(dataDir));
}

/** Adds a process to the registry of its data folder. `stopSignal` is the signal that ends it in order. */
export function recordProcess(
  dataDir: string,
  name: string,
  pid: number,
  stopSignal: NodeJS.Signals = 'SIGTERM',
): void {
  const born = startTimeOf(pid);
  if (born !== undefined) write(dataDir, [...read(dataDir), { name, pid, born, stopSignal }]);
}

/** Removes a process from the registry; the process itself is not touched. */
export function removeProcessRecord(dataDir: string, pid: number): void {
  if (existsSync(fileOf(dataDir)))
    write(
      dataDir,
      read(dataDir).filter((entry) => entry.pid !== pid),
    );
}

/**
 * Makes this process the owner of the data folder and ends, last started first, what an earlier owner left running.
 * @throws CannotStart when the earlier owner still runs.
 */
export async function becomeOwner(dataDir: string, print: (line: string) => void): Promise<void> {
  const alive = read(dataDir).filter(isAlive);
  const other = alive.find(({ name }) => name === owner);
  if (other)
    throw new CannotStart(
      `TicketDrop already runs from this folder (process ${other.pid}); stop that one with Ctrl-C first.`,
    );
  if (alive.length > 0)
    print(`Stopping what an interrupted run left behind: ${alive.map(({ name }) => name).join(', ')}`);
  await endRecorded(dataDir);
  recordOwner(dataDir);
}

export const recordOwner = (dataDir: string): void => recordProcess(dataDir, owner, process.pid);

/** Ends every recorded process, last started first, and removes the registry file. */
export async function endRecorded(dataDir: string): Promise<void> {
  for (const entry of read(dataDir).filter(isAlive).toReversed()) await end(entry);
  removeRegistry(dataDir);
}

export function removeRegistry(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}

/** Kills all recorded processes at once, without an orderly stop. Used when Ctrl-C is pressed twice. */
export function killRecorded(dataDir: string): void {
  for (const entry of read(dataDir)) if (entry.name !== owner && isAlive(entry)) signalGroup(entry.pid, 'SIGKILL');
  removeRegistry(dataDir);
}

/** Whether the run that owns the data folder is still alive. */
export const hasLiveOwner = (dataDir: string): boolean =>
  read(dataDir).some((entry) => entry.name === owner && isAlive(entry));

/** Signals a process and its children: each process that we start leads a process group. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // the group has no process left
  }
}

async function end(entry: Entry): Promise<void> {
  process.kill(entry.pid, entry.stopSignal);
  if (!(await until(async () => !isAlive(entry), { withinMs: 10_000 }))) signalGroup(entry.pid, 'SIGKILL');
}

function isAlive({ pid, born }: Entry): boolean {
  return startTimeOf(pid) === born;
}

/** The start time of a process, in a form that depends on the system; undefined when it has ended or is a zombie. */
function startTimeOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name, in brackets, may contain spaces, so the fields are counted after it.
    // See proc(5): field 3 is the state, field 22 the start time in ticks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return 'ZX'.includes(fields[0] ?? 'X') ? undefined : `${boot} ${fields[19]}`;
  } catch {
    return undefined;
  }
}
