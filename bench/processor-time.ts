import { readdirSync, readFileSync } from 'node:fs';

/** The clock in which Linux counts a process's time: 100 ticks a second on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

type Process = { pid: number; parent: number; ms: number };

/**
 * Milliseconds of processor time that each of these processes and their descendants have used since they started, as
 * the system counts it. Processes that have ended in between are counted by their parent. Linux only.
 */
export function processorTime<Name extends string>(roots: Record<Name, number>): Record<Name, number> {
  const processes = readProcesses();
  const total = (pid: number): number =>
    processes
      .filter(({ parent }) => parent === pid)
      .reduce((sum, child) => sum + total(child.pid), processes.find((process) => process.pid === pid)?.ms ?? 0);
  return Object.fromEntries(Object.entries<number>(roots).map(([name, pid]) => [name, total(pid)])) as Record<
    Name,
    number
  >;
}

/** The processes that this one has started itself. */
export const childrenOf = (pid: number): number[] =>
  readProcesses()
    .filter(({ parent }) => parent === pid)
    .map((child) => child.pid);

const readProcesses = (): Process[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => readProcess(pid));

/** The process, or nothing when it has just ended. */
function readProcess(pid: string): Process[] {
  try {
    // The second field is the program's name in parentheses, which may contain anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0] = fields.slice(1);
    const ticks = fields.slice(11, 15).reduce((sum, count) => sum + count, 0);
    return [{ pid: Number(pid), parent, ms: (ticks * 1_000) / TICKS_PER_SECOND }];
  } catch {
    return [];
  }
}

/** What all of them have used together. */
export const totalTime = (times: Record<string, number>): number =>
  Object.values(times).reduce((sum, ms) => sum + ms, 0);

/** Adds what each has used to what was counted before. */
export const addTimes = <Name extends string>(
  one: Record<Name, number>,
  other: Record<Name, number>,
): Record<Name, number> =>
  Object.fromEntries(
    Object.entries<number>(other).map(([name, ms]) => [name, ms + (one[name as Name] ?? 0)]),
  ) as Record<Name, number>;

/** What each has used between two readings, for one of `items`. */
export const timePerItem = <Name extends string>(
  before: Record<Name, number>,
  after: Record<Name, number>,
  items: number,
): Record<Name, number> =>
  Object.fromEntries(
    Object.entries<number>(after).map(([name, ms]) => [name, (ms - before[name as Name]) / items]),
  ) as Record<Name, number>;
