import type { Redis } from 'ioredis';
import type { WaitingPlace } from '../../workflows/messages.ts';
import type { GateSale } from '../catalogue/ports.ts';
import { loadScript } from '../redis.ts';
import { availableKey, joinGroup, roomKeys, salesKey, waveKey, workerKey } from './keys.ts';
import type { GoneReason, PassAnswer, WaitingRoom } from './ports.ts';

/** A place as admit-wave.lua writes it into the list of a wave; the buyer is '' for a place without a name. */
type WaveRecord = Required<Omit<WaitingPlace, 'eventId'>>;

/** What standing.lua answers of a place, in its order; '' for what is absent. */
type StandingReply = [
  outcome: 'standing',
  now: number,
  onSaleAt: number,
  paused: 0 | 1,
  position: number,
  total: number,
  accessUntil: number | '',
  waveSize: number,
  waveIntervalMs: number,
  lastWaveAt: number | '',
  number: number,
  safeUntil: number,
  missedAt: number,
  returnBy: number,
  accessTtlMs: number,
];

/** How long a worker counts as being there, and from what on a gap is an outage. */
const OUTAGE_MS = 10_000;

/** Lua takes a few thousand arguments at most, so a crowd is restored in slices. */
const RESTORE_ARGUMENTS = 2_000;

/** The waiting room in Redis. What must happen at once is one Lua script; its header says what it takes and gives. */
export function redisWaitingRoom(redis: Redis): WaitingRoom {
  const prelude = new URL('place.lua', import.meta.url);
  const load = <Result>(name: string, moreKeys = 0) => {
    const script = loadScript<Result>(redis, new URL(`${name}.lua`, import.meta.url), 7 + moreKeys, prelude);
    return (eventId: string, args: (string | number)[], ...keys: string[]) => {
      const { sale, queue, entries, buyers, passes, joins, ended } = roomKeys(eventId);
      return script([sale, queue, entries, buyers, passes, joins, ended, ...keys], args);
    };
  };
  const scripts = {
    join: load<['joined', string, 0 | 1] | ['sale_closed' | 'unknown']>('join'),
    standing: load<StandingReply | ['gone', GoneReason | '', number] | ['unknown']>('standing'),
    checkPass: load<PassAnswer>('check-pass'),
    admitWave: load<['admitted', number, 0 | 1] | ['paused' | 'sale_closed' | 'unknown']>('admit-wave', 1),
    leave: load<0 | 1>('leave'),
    expirePlace: load<number>('expire-place'),
    clear: load<number>('clear'),
    standstill: load<0 | 1>('standstill'),
    crowd: load<[waiting: number, admitted: number] | []>('crowd'),
    publish: load<1>('publish'),
    restore: load<number>('restore'),
  };

  return {
    async join(eventId, { token, buyerId = '' }) {
      const answer = await scripts.join(eventId, [token, buyerId]);
      if (answer[0] !== 'joined') return { outcome: answer[0] };
      return { outcome: 'joined', token: answer[1], admitted: answer[2] === 1 };
    },

    async standing(eventId, token) {
      const answer = await scripts.standing(eventId, [token]);
      if (answer[0] === 'unknown') return { outcome: 'unknown' };
      if (answer[0] === 'gone') {
        const [outcome, reason, missedAt] = answer;
        return { outcome, ...(reason && { reason }), ...(missedAt > 0 && { missedAt }) };
      }
      const [
        outcome,
        now,
        onSaleAt,
        paused,
        position,
        total,
        accessUntil,
        waveSize,
        waveIntervalMs,
        lastWaveAt,
        ...rest
      ] = answer;
      const [number, safeUntil, missedAt, returnBy, accessTtlMs] = rest;
      return {
        outcome,
        now,
        onSaleAt,
        paused: paused === 1,
        position,
        total,
        waveSize,
        waveIntervalMs,
        number,
        safeUntil,
        accessTtlMs,
        ...(accessUntil && { accessUntil }),
        ...(lastWaveAt && { lastWaveAt }),
        ...(missedAt > 0 && { missedTurn: { at: missedAt, returnBy } }),
      };
    },

    checkPass: (eventId, token, buyerId) => scripts.checkPass(eventId, [token, buyerId]),
    leave: async (eventId, token, buyerId) =>
      (await scripts.leave(eventId, [token, buyerId])) === 1 ? 'left' : 'gone',
    expirePlace: async (eventId, token) => (await scripts.expirePlace(eventId, [token])) || undefined,
    clear: (eventId) => scripts.clear(eventId, []),

    async crowd(eventId) {
      const [waiting, admitted] = await scripts.crowd(eventId, []);
      return waiting === undefined || admitted === undefined ? undefined : { waiting, admitted };
    },

    async publish(sale) {
      await scripts.publish(sale.eventId, [joinGroup, ...Object.entries(saleFields(sale)).flat()]);
      await redis.sadd(salesKey, sale.eventId);
    },

    publishedSales: () => redis.smembers(salesKey),
    knows: async (eventId) => (await redis.hexists(roomKeys(eventId).sale, 'open')) === 1,

    async admitWave(eventId, wave) {
      const answer = await scripts.admitWave(eventId, [wave], waveKey(eventId, wave));
      if (answer[0] !== 'admitted') return { outcome: answer[0] };
      return { outcome: 'admitted', count: answer[1], fresh: answer[2] === 1 };
    },

    async wavePlaces(eventId, wave) {
      const records = await redis.lrange(waveKey(eventId, wave), 0, -1);
      return records.map((record) => {
        const { buyerId, ...place } = JSON.parse(record) as WaveRecord;
        return { ...place, eventId, ...(buyerId && { buyerId }) };
      });
    },

    async lastWave(eventId) {
      const [wave, at] = await redis.hmget(roomKeys(eventId).sale, 'wave', 'wave_at');
      return { wave: Number(wave ?? 0), ...(at && { at: Number(at) }) };
    },

    async restore(eventId, places) {
      const args = places.flatMap(({ token, number, joinedAt, buyerId = '' }) => [token, number, joinedAt, buyerId]);
      for (let from = 0; from < args.length; from += RESTORE_ARGUMENTS) {
        await scripts.restore(eventId, args.slice(from, from + RESTORE_ARGUMENTS));
      }
    },

    async recordWorker() {
      await redis.set(workerKey, 1, 'PX', OUTAGE_MS);
    },

    async recordAvailable() {
      const [[seconds, micros], worker] = await Promise.all([redis.time(), redis.exists(workerKey)]);
      if (worker === 0) return undefined;
      const now = Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
      const before = await redis.set(availableKey, now, 'GET');
      const outageMs = before === null ? 0 : now - Number(before);
      if (outageMs < OUTAGE_MS) return 0;
      for (const eventId of await redis.smembers(salesKey)) await scripts.standstill(eventId, [outageMs]);
      return outageMs;
    },

    async forget(eventId) {
      await redis.del(...Object.values(roomKeys(eventId)));
      await redis.srem(salesKey, eventId);
    },
  };
}

const saleFields = (sale: GateSale) => ({
  open: sale.open ? 1 : 0,
  on_sale_at: sale.onSaleAt,
  paused: sale.paused ? 1 : 0,
  wave_size: sale.waveSize,
  wave_interval_ms: sale.waveIntervalMs,
  access_ttl_ms: sale.accessTtlMs,
  token_ttl_ms: sale.tokenTtlMs,
  absent_grace_ms: sale.absentGraceMs,
});
