import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import pMap from 'p-map';
import { isCluster, loadScript } from '../activities/redis.ts';
import { joinGroup, roomKeys } from '../activities/waiting-room/keys.ts';
import type { PlaceStream } from '../activities/waiting-room/ports.ts';
import { lineTime } from '../activities/waiting-room/place-streams.ts';
import type { WaitingPlace } from '../workflows/messages.ts';

/** What happened to a place, and when, in milliseconds since the epoch by Redis's clock. */
export type Line = {
  eventId: string;
  id: string;
  addedAt: number;
  kind: 'joined' | 'admitted' | 'left';
  place: WaitingPlace;
};
type Fields = [id: string, fields: string[]];
type StreamReply = [key: string, lines: Fields[]][] | null;

const STREAMS_AT_ONCE = 10;
/** A line that a reader has not acknowledged in this time is claimed by another one. */
export const ABANDONED_MS = 15_000;

/** One reader in the consumer group of all events. `name` is its own; lines of a reader that died go to others. */
export function streamReader(redis: Redis, stream: PlaceStream, name: string) {
  const keyOf = (eventId: string) => roomKeys(eventId)[stream];
  const shareOf = (atOnce: number, eventIds: string[]) => Math.ceil(atOnce / eventIds.length);
  const file = new URL('../activities/waiting-room/remove-readers.lua', import.meta.url);
  const removeReaders = loadScript<number>(redis, file, 1);

  async function read(eventIds: string[], count: number, waitMs?: number): Promise<Line[]> {
    const events = new Map(eventIds.map((eventId) => [keyOf(eventId), eventId]));
    const streams = [...events.keys(), ...eventIds.map(() => '>')];
    const group = ['GROUP', joinGroup, name, 'COUNT', count] as const;
    const reply = (await (waitMs === undefined
      ? redis.xreadgroup(...group, 'STREAMS', ...streams)
      : redis.xreadgroup(...group, 'BLOCK', waitMs, 'STREAMS', ...streams))) as StreamReply;
    return (reply ?? []).flatMap(([key, lines]) => lines.map((line) => toLine(events.get(key)!, line)));
  }

  return {
    /** Up to so many lines that no reader has, as soon as there are any, or none after `waitMs`; of each event one. */
    async newLines(eventIds: string[], atOnce: number, waitMs: number): Promise<Line[]> {
      const count = shareOf(atOnce, eventIds);
      if (!isCluster(redis)) return read(eventIds, count, waitMs);
      // The streams are on several servers, none of which can wait for all of them.
      const lines = await pMap(eventIds, (eventId) => read([eventId], count), { concurrency: STREAMS_AT_ONCE });
      if (lines.flat().length === 0) await pauseFor(waitMs / 4);
      return lines.flat();
    },

    /** Lines that their reader has had for too long. They are this one's now. */
    async abandonedLines(eventIds: string[], atOnce: number): Promise<Line[]> {
      const claimed = await pMap(
        eventIds,
        async (eventId) => {
          const [, lines] = (await redis.xautoclaim(
            keyOf(eventId),
            joinGroup,
            name,
            ABANDONED_MS,
            '0',
            'COUNT',
            shareOf(atOnce, eventIds),
          )) as [string, Fields[]];
          return lines.map((line) => toLine(eventId, line));
        },
        { concurrency: STREAMS_AT_ONCE },
      );
      return claimed.flat();
    },

    /** The lines are done and never given to a reader again: one round trip for those of one event. */
    async acknowledge(lines: Line[]): Promise<void> {
      const ids = new Map<string, string[]>();
      for (const { eventId, id } of lines) ids.set(eventId, [...(ids.get(eventId) ?? []), id]);
      await pMap(
        ids,
        ([eventId, done]) =>
          redis
            .multi()
            .xack(keyOf(eventId), joinGroup, ...done)
            .xdel(keyOf(eventId), ...done)
            .exec(),
        { concurrency: STREAMS_AT_ONCE },
      );
    },

    /** Removes readers that have been silent for so long and have no lines; returns how many. */
    async removeDeadReaders(eventIds: string[], silentMs: number): Promise<number> {
      const removed = await pMap(eventIds, (eventId) => removeReaders([keyOf(eventId)], [joinGroup, silentMs]), {
        concurrency: STREAMS_AT_ONCE,
      });
      return removed.reduce((sum, count) => sum + count, 0);
    },

    /** Those of the events whose stream or whose group is lost, or is something else, so that nobody can read it. */
    async unreadable(eventIds: string[]): Promise<string[]> {
      const groups = await pMap(eventIds, (eventId) => redis.xinfo('GROUPS', keyOf(eventId)).catch(noGroups), {
        concurrency: STREAMS_AT_ONCE,
      });
      return eventIds.filter((_, i) => (groups[i] as unknown[]).length === 0);
    },
  };
}

/** What a missing stream has, and a key that is no stream. Every other failure is thrown again. */
function noGroups(failure: unknown): [] {
  if (/no such key|WRONGTYPE/.test(String(failure))) return [];
  throw failure;
}

function toLine(eventId: string, [id, list]: Fields): Line {
  const fields: Record<string, string> = {};
  for (let i = 0; i < list.length; i += 2) fields[list[i]!] = list[i + 1]!;
  const place = {
    eventId,
    token: fields['token']!,
    number: Number(fields['number']),
    joinedAt: Number(fields['joined_at']),
    expiresAt: Number(fields['expires_at']),
    ...(fields['buyer'] && { buyerId: fields['buyer'] }),
    ...(fields['access_until'] && { accessUntil: Number(fields['access_until']) }),
  };
  return { eventId, id, addedAt: lineTime(id), kind: fields['kind'] as Line['kind'], place };
}
