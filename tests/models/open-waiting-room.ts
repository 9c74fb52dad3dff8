import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { GateSale } from '../../activities/catalogue/ports.ts';
import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { redisWaitingRoom } from '../../activities/waiting-room/waiting-room.ts';
import type { Stores } from './stores.ts';

/** The lifetime of a place and of a stored wave. */
export const HOUR_MS = 3_600_000;

/** Opens the waiting room of a new sale; `joinStream` reads its join stream. */
export async function openWaitingRoom({ redis }: Stores, given: Partial<GateSale> = {}) {
  const sale: GateSale = {
    eventId: randomUUID(),
    open: true,
    onSaleAt: Date.now() - 5_000,
    paused: false,
    waveSize: 2,
    waveIntervalMs: 30_000,
    accessTtlMs: 180_000,
    tokenTtlMs: HOUR_MS,
    absentGraceMs: 0,
    ...given,
  };
  const room = redisWaitingRoom(redis);
  await room.publish(sale);
  const { eventId } = sale;
  const join = async (buyerId?: string) => {
    const answer = await room.join(eventId, { token: randomUUID(), buyerId });
    assert.equal(answer.outcome, 'joined');
    return (answer as { token: string }).token;
  };
  const joinStream = async () =>
    (await redis.xrange(roomKeys(eventId).joins, '-', '+')).map(([, fields]) =>
      Object.fromEntries(Array.from({ length: fields.length / 2 }, (_, i) => [fields[2 * i], fields[2 * i + 1]])),
    );
  /** Ends a waiting place as its workflow does when its time is over. */
  const expire = async (token: string) => {
    await room.publish({ ...sale, tokenTtlMs: 0, absentGraceMs: 0 });
    const keptUntil = await room.expirePlace(eventId, token);
    await room.publish(sale);
    return keptUntil;
  };
  return { sale, eventId, room, join, joinStream, expire };
}
