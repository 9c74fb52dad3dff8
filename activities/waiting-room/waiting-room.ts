import type { Redis } from 'ioredis';
import type { WaitingPlace } from '../../workflows/messages.ts';
import type { GateSale, PassAnswer, WaitingRoom } from '../ports.ts';
import { loadScript } from '../redis.ts';
import { joinGroup, roomKeys, salesKey, waveKey } from './keys.ts';

type WaveRecord = Required<WaitingPlace>;

/** The waiting room in Redis. What must happen at once is one Lua script; each says in its header what it takes and gives. */
export function redisWaitingRoom(redis: Redis): WaitingRoom {
  const load = <Result>(name: string, numberOfKeys: number) =>
    loadScript<Result>(redis, new URL(`${name}.lua`, import.meta.url), numberOfKeys);
  const scripts = {
    join: load<['joined', string, 0 | 1] | ['sale_closed' | 'unknown']>('join', 6),
    standing: load<['standing', number, ...string[]] | ['gone' | 'unknown']>('standing', 4),
    checkPass: load<PassAnswer>('check-pass', 4),
    admitWave: load<['admitted', number, 0 | 1] | ['paused' | 'sale_closed' | 'unknown']>('admit-wave', 6),
    endPlace: load<0 | 1>('end-place', 6),
    clear: load<number>('clear', 6),
    publish: load<1>('publish', 2),
    restore: load<number>('restore', 4),
  };

  const end = async (eventId: string, token: string, tell: boolean, ...asker: string[]) => {
    const { sale, queue, entries, buyers, passes, joins } = roomKeys(eventId);
    return (
      (await scripts.endPlace([sale, queue, entries, buyers, passes, joins], [token, tell ? 1 : 0, ...asker])) === 1
    );
  };

  return {
    async join(eventId, { token, buyerId = '' }) {
      const { sale, queue, entries, buyers, passes, joins } = roomKeys(eventId);
      const answer = await scripts.join([sale, queue, entries, buyers, passes, joins], [token, buyerId]);
      return answer[0] === 'joined'
        ? { outcome: 'joined', token: answer[1], admitted: answer[2] === 1 }
        : { outcome: answer[0] };
    },

    async standing(eventId, token) {
      const { sale, queue, entries, passes } = roomKeys(eventId);
      const answer = await scripts.standing([sale, queue, entries, passes], [token]);
      if (answer[0] !== 'standing') return { outcome: answer[0] };
      const [, now, onSaleAt, paused, position, total, accessUntil, waveSize, waveIntervalMs, lastWaveAt] = answer;
      return {
        outcome: 'standing',
        now,
        onSaleAt: Number(onSaleAt),
        paused: paused === '1',
        position: Number(position),
        total: Number(total),
        waveSize: Number(waveSize),
        waveIntervalMs: Number(waveIntervalMs),
        ...(accessUntil && { accessUntil: Number(accessUntil) }),
        ...(lastWaveAt && { lastWaveAt: Number(lastWaveAt) }),
      };
    },

    checkPass(eventId, token, buyerId) {
      const { sale, entries, buyers, passes } = roomKeys(eventId);
      return scripts.checkPass([sale, entries, buyers, passes], [token, buyerId]);
    },

    leave: async (eventId, token, buyerId) => ((await end(eventId, token, true, buyerId)) ? 'left' : 'gone'),
    endPlace: (eventId, token) => end(eventId, token, false),

    async clear(eventId) {
      const { sale, queue, entries, buyers, passes, joins } = roomKeys(eventId);
      return scripts.clear([sale, queue, entries, buyers, passes, joins], []);
    },

    async crowd(eventId) {
      const { sale, queue, passes } = roomKeys(eventId);
      const now = Date.now();
      const [known, waiting, admitted] = await Promise.all([
        redis.hexists(sale, 'open'),
        redis.zcard(queue),
        redis.zcount(passes, now, '+inf'),
      ]);
      return known ? { waiting, admitted } : undefined;
    },

    async publish(sale) {
      const { sale: key, joins } = roomKeys(sale.eventId);
      await scripts.publish([key, joins], [joinGroup, ...Object.entries(saleFields(sale)).flat()]);
      await redis.sadd(salesKey, sale.eventId);
    },

    publishedSales: () => redis.smembers(salesKey),
    knows: async (eventId) => (await redis.hexists(roomKeys(eventId).sale, 'open')) === 1,

    async admitWave(eventId, wave) {
      const { sale, queue, entries, buyers, passes } = roomKeys(eventId);
      const answer = await scripts.admitWave([sale, queue, entries, buyers, passes, waveKey(eventId, wave)], [wave]);
      return answer[0] === 'admitted'
        ? { outcome: 'admitted', count: answer[1], fresh: answer[2] === 1 }
        : { outcome: answer[0] };
    },

    async wavePlaces(eventId, wave) {
      const records = await redis.lrange(waveKey(eventId, wave), 0, -1);
      return records.map((record) => {
        const { buyerId, ...place } = JSON.parse(record) as Omit<WaveRecord, 'eventId'>;
        return { ...place, eventId, ...(buyerId && { buyerId }) };
      });
    },

    async lastWave(eventId) {
      const [wave, at] = await redis.hmget(roomKeys(eventId).sale, 'wave', 'wave_at');
      return { wave: Number(wave ?? 0), ...(at && { at: Number(at) }) };
    },

    async restore(eventId, places) {
      const { sale, queue, entries, buyers } = roomKeys(eventId);
      const args = places.flatMap(({ token, number, joinedAt, buyerId = '' }) => [token, number, joinedAt, buyerId]);
      // Lua takes a few thousand arguments at most, so a crowd goes in slices.
      for (let from = 0; from < args.length; from += 2_000)
        await scripts.restore([sale, queue, entries, buyers], args.slice(from, from + 2_000));
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
});
