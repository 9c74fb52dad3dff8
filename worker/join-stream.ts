import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import pMap from 'p-map';
import type { Logger } from 'pino';
import { joinGroup, roomKeys } from '../activities/waiting-room/keys.ts';
import type { EntryWorkflows, WaitingRoom } from '../activities/waiting-room/ports.ts';
import type { WaitingPlace } from '../workflows/messages.ts';

type Line = { eventId: string; id: string; fields: Record<string, string> };
type StreamReply = [key: string, lines: [id: string, fields: string[]][]][] | null;

const LINES_AT_ONCE = 200;
/** Few, so that a crowd that joins does not slow down purchases. */
const STARTS_AT_ONCE = 8;
/** A line that a consumer has not acknowledged in this time is claimed by another one. */
const ABANDONED_MS = 15_000;
const RETRY_MS = 1_000;

export type JoinStreamDeps = {
  /** A connection of its own, because reading blocks it. */
  redis: Redis;
  waitingRoom: WaitingRoom;
  entryWorkflows: EntryWorkflows;
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
 * Drains the join streams of all live events into entry workflows, until `signal` aborts. Several workers share the
 * streams as one consumer group; a line is acknowledged after its workflow was started or signalled, so none is lost,
 * and doing it twice changes nothing.
 */
export async function drainJoinStreams({
  redis,
  waitingRoom,
  entryWorkflows,
  wakeSale,
  consumer,
  onGateLost,
  log,
  signal,
}: JoinStreamDeps): Promise<void> {
  let sales: string[] = [];
  let claimedAt = 0;
  const keyOf = (eventId: string) => roomKeys(eventId).joins;

  async function refreshSales() {
    const known = await waitingRoom.publishedSales();
    if (sales.length > 0 && known.length === 0) await onGateLost();
    sales = known;
  }

  async function abandonedLines(): Promise<Line[]> {
    if (Date.now() - claimedAt < ABANDONED_MS) return [];
    claimedAt = Date.now();
    const claimed = await pMap(
      sales,
      async (eventId) => {
        const [, lines] = (await redis.xautoclaim(
          keyOf(eventId),
          joinGroup,
          consumer,
          ABANDONED_MS,
          '0',
          'COUNT',
          LINES_AT_ONCE,
        )) as [string, [string, string[]][]];
        return lines.map(([id, fields]) => ({ eventId, id, fields: toRecord(fields) }));
      },
      { concurrency: 10 },
    );
    return claimed.flat();
  }

  async function newLines(): Promise<Line[]> {
    const events = new Map(sales.map((eventId) => [keyOf(eventId), eventId]));
    const reply = (await redis.xreadgroup(
      'GROUP',
      joinGroup,
      consumer,
      'COUNT',
      LINES_AT_ONCE,
      'BLOCK',
      RETRY_MS,
      'STREAMS',
      ...events.keys(),
      ...sales.map(() => '>'),
    )) as StreamReply;
    return (reply ?? []).flatMap(([key, lines]) =>
      lines.map(([id, fields]) => ({ eventId: events.get(key)!, id, fields: toRecord(fields) })),
    );
  }

  async function forward({ eventId, id, fields }: Line) {
    const place = toPlace(eventId, fields);
    await (fields['kind'] === 'joined' ? entryWorkflows.start(place) : entryWorkflows.leave(place));
    await redis.multi().xack(keyOf(eventId), joinGroup, id).xdel(keyOf(eventId), id).exec();
  }

  while (!signal.aborted) {
    try {
      await Promise.all([waitingRoom.recordWorker(), refreshSales()]);
      if (sales.length === 0) {
        await pauseFor(RETRY_MS, undefined, { signal });
        continue;
      }
      const lines = [...(await abandonedLines()), ...(await newLines())];
      // Before the lines are acknowledged, so that a call that fails is made again.
      await pMap(linesFormedBy(lines), wakeSale, { concurrency: STARTS_AT_ONCE });
      // A place is joined before it is left, maybe in the same batch of lines.
      await pMap(
        lines.filter(({ fields }) => fields['kind'] === 'joined'),
        forward,
        { concurrency: STARTS_AT_ONCE },
      );
      await pMap(
        lines.filter(({ fields }) => fields['kind'] !== 'joined'),
        forward,
        { concurrency: STARTS_AT_ONCE },
      );
    } catch (failure) {
      if (signal.aborted) return;
      log.warn({ err: failure }, 'the join streams could not be drained; trying again');
      if (String(failure).includes('NOGROUP'))
        await onGateLost().catch((lost: unknown) => log.warn({ err: lost }, 'the reconciler could not be called'));
      await pauseFor(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Events in whose line somebody waits who was not admitted by the join itself. */
function linesFormedBy(lines: Line[]): string[] {
  const waits = ({ fields }: Line) => fields['kind'] === 'joined' && !fields['access_until'];
  return [...new Set(lines.filter(waits).map(({ eventId }) => eventId))];
}

function toRecord(fields: string[]): Record<string, string> {
  return Object.fromEntries(Array.from({ length: fields.length / 2 }, (_, i) => [fields[2 * i]!, fields[2 * i + 1]!]));
}

function toPlace(eventId: string, fields: Record<string, string>): WaitingPlace {
  return {
    eventId,
    token: fields['token']!,
    number: Number(fields['number']),
    joinedAt: Number(fields['joined_at']),
    expiresAt: Number(fields['expires_at']),
    ...(fields['buyer'] && { buyerId: fields['buyer'] }),
    ...(fields['access_until'] && { accessUntil: Number(fields['access_until']) }),
  };
}
