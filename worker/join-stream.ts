import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import pMap from 'p-map';
import type { Logger } from 'pino';
import type { EntryWorkflows, WaitingRoom } from '../activities/waiting-room/ports.ts';
import { ABANDONED_MS, joinReader, type Line } from './join-reader.ts';

/** Few, so that a crowd that joins does not slow down purchases. */
const STARTS_AT_ONCE = 8;
const RETRY_MS = 1_000;
/** How often readers that died are removed, and streams that could not be read are looked at again. */
const CLEAN_EVERY_MS = 60_000;
/** A reader that lives reads every second. */
const DEAD_AFTER_MS = 600_000;

export type JoinStreamDeps = {
  /** A connection of its own, because reading blocks it. */
  redis: Redis;
  waitingRoom: WaitingRoom;
  entryWorkflows: EntryWorkflows;
  /** Names this reader in the consumer group; lines of a reader that died go to the others. */
  consumer: string;
  /** Called when Redis has lost the sales that it had a moment ago. */
  onGateLost: () => Promise<void>;
  log: Logger;
  signal: AbortSignal;
};

/**
 * Drains the join streams of all live events into entry workflows, until `signal` aborts. Several workers share the
 * streams as one consumer group; a line is acknowledged after its workflow was started or signalled, so none is lost,
 * and doing it twice changes nothing.
 */
export async function drainJoinStreams({
  redis,
  waitingRoom,
  entryWorkflows,
  consumer,
  onGateLost,
  log,
  signal,
}: JoinStreamDeps): Promise<void> {
  const reader = joinReader(redis, consumer);
  let sales: string[] = [];
  let unreadable = new Set<string>();
  const [isTimeToClaim, isTimeToClean] = [every(ABANDONED_MS), every(CLEAN_EVERY_MS)];

  async function refreshSales() {
    const known = await waitingRoom.publishedSales();
    if (sales.length > 0 && known.length === 0) await onGateLost();
    sales = known.filter((eventId) => !unreadable.has(eventId));
  }

  async function clean() {
    unreadable = new Set();
    await reader.removeDeadReaders(sales, DEAD_AFTER_MS);
  }

  /** Does all lines, and rejects with a failure of one of them afterwards: a line that fails holds up no other. */
  async function forward(lines: Line[]) {
    const failures: unknown[] = [];
    const forwardOne = async (line: Line) => {
      await (line.isJoin ? entryWorkflows.start(line.place) : entryWorkflows.leave(line.place));
      await reader.acknowledge(line);
    };
    const all = (some: Line[]) =>
      pMap(some, (line) => forwardOne(line).catch((failure: unknown) => failures.push(failure)), {
        concurrency: STARTS_AT_ONCE,
      });
    // A place is joined before it is left, maybe in the same batch of lines.
    await all(lines.filter(({ isJoin }) => isJoin));
    await all(lines.filter(({ isJoin }) => !isJoin));
    if (failures.length > 0) throw failures[0];
  }

  async function recover(failure: unknown) {
    // A sale ended while its stream was being read.
    if (String(failure).includes('UNBLOCKED')) return;
    log.warn({ err: failure }, 'the join streams could not be drained; trying again');
    if (String(failure).includes('NOGROUP'))
      await onGateLost().catch((lost: unknown) => log.warn({ err: lost }, 'the reconciler could not be called'));
    if (String(failure).includes('WRONGTYPE')) unreadable = new Set(await reader.unreadable(sales));
    await pauseFor(RETRY_MS, undefined, { signal });
  }

  while (!signal.aborted) {
    try {
      await Promise.all([waitingRoom.recordWorker(), refreshSales()]);
      if (sales.length === 0) {
        await pauseFor(RETRY_MS, undefined, { signal });
        continue;
      }
      if (isTimeToClean()) await clean();
      if (isTimeToClaim()) await forward(await reader.abandonedLines(sales));
      await forward(await reader.newLines(sales, RETRY_MS));
    } catch (failure) {
      if (signal.aborted) return;
      await recover(failure).catch(() => undefined);
    }
  }
}

/** Says at most once in this time that it is time. */
function every(ms: number): () => boolean {
  let last = 0;
  return () => {
    if (Date.now() - last < ms) return false;
    last = Date.now();
    return true;
  };
}
