import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CannotStart } from './cannot-start.ts';
import { until } from './poll.ts';

/**
 * The processes of one data folder, written down as they start, so that the next run can end what a killed run left
 * behind. A process is known by its number and the moment it was born: the system hands numbers out again.
 */
const Entry = z.object({
  name: z.string(),
  pid: z.number().int().positive(),
  born: z.string(),
  stopSignal: z.string(),
});
type Entry = z.infer<typeof Entry>;

const keeper = 'keeper';

const fileOf = (dataDir: string) => join(dataDir, 'processes.json');

function read(dataDir: string): Entry[] {
  try {
    return z.array(Entry).parse(JSON.parse(readFileSync(fileOf(dataDir), 'utf8')));
  } catch {
    return []; // nothing written yet, or half written by a machine that lost power: then none of them runs either
  }
}

function write(dataDir: string, entries: Entry[]): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(`${fileOf(dataDir)}.new`, `${JSON.stringify(entries, undefined, 2)}\n`);
  renameSync(`${fileOf(dataDir)}.new`, fileOf(dataDir));
}

export function recordProcess(
  dataDir: string,
  name: string,
  pid: number,
  stopSignal: NodeJS.Signals = 'SIGTERM',
): void {
  const born = bornAt(pid);
  if (born !== undefined) write(dataDir, [...read(dataDir), { name, pid, born, stopSignal }]);
}

export function forgetProcess(dataDir: string, pid: number): void {
  if (existsSync(fileOf(dataDir)))
    write(
      dataDir,
      read(dataDir).filter((entry) => entry.pid !== pid),
    );
}

/**
 * Makes this process the keeper of the folder and ends, last started first, what an earlier keeper left running.
 * @throws CannotStart when that keeper is alive.
 */
export async function takeOver(dataDir: string, say: (line: string) => void): Promise<void> {
  const alive = read(dataDir).filter(isAlive);
  const other = alive.find(({ name }) => name === keeper);
  if (other)
    throw new CannotStart(
      `TicketDrop already runs from this folder (process ${other.pid}); stop that one with Ctrl-C first.`,
    );
  if (alive.length > 0)
    say(`Stopping what an interrupted run left behind: ${alive.map(({ name }) => name).join(', ')}`);
  await endRecorded(dataDir);
  keep(dataDir);
}

export const keep = (dataDir: string): void => recordProcess(dataDir, keeper, process.pid);

/** Ends every process that is written down here, last started first. */
export async function endRecorded(dataDir: string): Promise<void> {
  for (const entry of read(dataDir).filter(isAlive).toReversed()) await end(entry);
  leave(dataDir);
}

export function leave(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}

/** Ends all recorded processes at once, without asking them. For the person who presses Ctrl-C twice. */
export function killRecorded(dataDir: string): void {
  for (const entry of read(dataDir)) if (entry.name !== keeper && isAlive(entry)) signalGroup(entry.pid, 'SIGKILL');
  leave(dataDir);
}

/** Whether a data folder has a keeper that still runs. */
export const isKept = (dataDir: string): boolean =>
  read(dataDir).some((entry) => entry.name === keeper && isAlive(entry));

/** Every process of ours leads a group of its own; what it started itself goes with it. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // nobody is left in the group
  }
}

async function end(entry: Entry): Promise<void> {
  process.kill(entry.pid, entry.stopSignal);
  if (!(await until(async () => !isAlive(entry), { withinMs: 10_000 }))) signalGroup(entry.pid, 'SIGKILL');
}

function isAlive({ pid, born }: Entry): boolean {
  return bornAt(pid) === born;
}

/** When a process was born, in the system's own words; undefined when there is none or only its unreaped shell. */
function bornAt(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name, in brackets, may hold spaces: count the fields after it. See proc(5): 3 is the state, 22 the start in ticks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return 'ZX'.includes(fields[0] ?? 'X') ? undefined : `${boot} ${fields[19]}`;
  } catch {
    return undefined;
  }
}
