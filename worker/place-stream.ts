import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import pMap from 'p-map';
import type { Logger } from 'pino';
import type { EntryWorkflows, PlaceStream, WaitingRoom } from '../activities/waiting-room/ports.ts';
import type { Pace } from './make-way.ts';
import { ABANDONED_MS, streamReader, type Line } from './stream-reader.ts';

const STARTS_AT_ONCE = 8;
const RETRY_MS = 1_000;
/** A reader that lives reads every second. */
const DEAD_AFTER_MS = 600_000;

export type PlaceStreamDeps = {
  stream: PlaceStream;
  /** A connection of its own, because reading blocks it. */
  redis: Redis;
  waitingRoom: WaitingRoom;
  entryWorkflows: EntryWorkflows;
  pace: Pace;
  /** Tells the sale of an event that somebody waits in its line. */
  wakeSale: (eventId: string) => Promise<void>;
  /** Names this reader in the consumer group; lines of a reader that died go to the others. */
  consumer: string;
  /** Called when Redis has lost the sales that it had a moment ago. */
  onGateLost: () => Promise<void>;
  log: Logger;
  signal: AbortSignal;
};

/**
 * Drains one kind of stream of all live events into entry workflows, until `signal` aborts. Several workers share the
 * streams as one consumer group; lines are acknowledged after their workflows were started or signalled, so none is
 * lost, and doing one twice changes nothing.
 */
export async function drainPlaceStreams({
  stream,
  redis,
  waitingRoom,
  entryWorkflows,
  pace,
  wakeSale,
  consumer,
  onGateLost,
  log,
  signal,
}: PlaceStreamDeps): Promise<void> {
  const reader = streamReader(redis, stream, consumer);
  let sales: string[] = [];
  let unreadable = new Set<string>();
  let tendedAt = 0;

  async function refreshSales() {
    const known = await waitingRoom.publishedSales();
    if (sales.length > 0 && known.length === 0) await onGateLost();
    sales = known.filter((eventId) => !unreadable.has(eventId));
  }

  /** Takes over the lines of readers that died, and tries streams again that could not be read. */
  async function tend() {
    if (Date.now() - tendedAt < ABANDONED_MS) return;
    tendedAt = Date.now();
    await reader.removeDeadReaders(sales, DEAD_AFTER_MS);
    await forward(await reader.abandonedLines(sales, await pace.linesAtOnce()));
    unreadable = new Set();
  }

  /** Does all lines, and rejects with a failure of one of them afterwards: a line that fails holds up no other. */
  async function forward(lines: Line[]) {
    const failures: unknown[] = [];
    const each = <Thing>(things: Thing[], run: (thing: Thing) => Promise<void>) =>
      pMap(things, (thing) => run(thing).catch((failure: unknown) => void failures.push(failure)), {
        concurrency: STARTS_AT_ONCE,
      });
    const woken = new Set<string>();
    const wake = async (eventId: string) => void (await wakeSale(eventId), woken.add(eventId));
    const done: Line[] = [];
    const pass = async (line: Line) => {
      // What is left goes to another worker.
      if (signal.aborted) return;
      await pace.inTime(() => tell(line), Date.now() - line.addedAt);
      // The line comes again when the sale was not woken, and the call is made again.
      if (!waits(line) || woken.has(line.eventId)) done.push(line);
    };
    await each([...new Set(lines.filter(waits).map(({ eventId }) => eventId))], wake);
    // A place is joined before it is left, maybe in the same batch of lines.
    for (const isEnd of [false, true])
      await each(
        lines.filter(({ kind }) => (kind === 'left') === isEnd),
        pass,
      );
    await reader.acknowledge(done);
    if (failures.length > 0) throw failures[0];
  }

  function tell({ kind, place }: Line): Promise<void> {
    if (kind === 'joined') return entryWorkflows.start(place);
    if (kind === 'left') return entryWorkflows.leave(place);
    return entryWorkflows.admit({ ...place, accessUntil: place.accessUntil! });
  }

  async function recover(failure: unknown) {
    // A sale ended while its stream was being read.
    if (String(failure).includes('UNBLOCKED')) return;
    log.warn({ err: failure, stream }, 'the places in the streams could not be passed on; trying again');
    if (/NOGROUP|WRONGTYPE/.test(String(failure))) {
      // The others are read meanwhile.
      unreadable = new Set(await reader.unreadable(sales));
      await onGateLost().catch((lost: unknown) => log.warn({ err: lost }, 'the reconciler could not be called'));
    }
    await pauseFor(RETRY_MS, undefined, { signal });
  }

  while (!signal.aborted) {
    try {
      await Promise.all([waitingRoom.recordWorker(), refreshSales()]);
      if (sales.length === 0) {
        await pauseFor(RETRY_MS, undefined, { signal });
        continue;
      }
      await tend();
      await forward(await reader.newLines(sales, await pace.linesAtOnce(), RETRY_MS));
    } catch (failure) {
      if (signal.aborted) return;
      await recover(failure).catch(() => undefined);
    }
  }
}

/** Somebody who was not admitted by the join itself. */
const waits = ({ kind, place }: Line) => kind === 'joined' && place.accessUntil === undefined;
