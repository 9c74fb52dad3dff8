import type { Redis } from 'ioredis';
import type { WaitingPlace } from '../../workflows/messages.ts';
import type { GateSale } from '../catalogue/ports.ts';
import { loadScript } from '../redis.ts';
import { availableKey, joinGroup, roomKeys, salesKey, workerKey } from './keys.ts';
import type { GoneReason, PassAnswer, WaitingRoom } from './ports.ts';

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

/** What list-places.lua answers of a place. */
type PlaceFields = [token: string, number: number, joinedAt: number, expiresAt: number, buyerId: string];

/** Lua takes a few thousand arguments at most, and other commands wait meanwhile, so a crowd goes in slices. */
const PLACES_AT_ONCE = 400;

const slices = <Item>(items: Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / PLACES_AT_ONCE) }, (_, i) =>
    items.slice(i * PLACES_AT_ONCE, (i + 1) * PLACES_AT_ONCE),
  );

/** The waiting room in Redis. What must happen at once is one Lua script; its header says what it takes and gives. */
export function redisWaitingRoom(redis: Redis): WaitingRoom {
  const prelude = new URL('place.lua', import.meta.url);
  const load = <Result>(name: string) => {
    const script = loadScript<Result>(redis, new URL(`${name}.lua`, import.meta.url), 8, prelude);
    return (eventId: string, args: (string | number)[]) => {
      const { sale, queue, entries, buyers, passes, joins, admissions, ended } = roomKeys(eventId);
      return script([sale, queue, entries, buyers, passes, joins, admissions, ended], args);
    };
  };
  const scripts = {
    join: load<['joined', string, 0 | 1] | ['sale_closed' | 'unknown']>('join'),
    standing: load<StandingReply | ['gone', GoneReason | '', number] | ['unknown']>('standing'),
    checkPass: load<PassAnswer>('check-pass'),
    admitWave: load<['admitted', number, 0 | 1] | ['paused' | 'sale_closed' | 'unknown']>('admit-wave'),
    leave: load<0 | 1>('leave'),
    expirePlace: load<number>('expire-place'),
    clear: load<number>('clear'),
    standstill: load<0 | 1>('standstill'),
    crowd: load<[waiting: number, admitted: number] | []>('crowd'),
    publish: load<1>('publish'),
    restore: load<number>('restore'),
    damagedPlaces: load<string[]>('damaged-places'),
    listPlaces: load<(string | number)[]>('list-places'),
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

    async agrees(sale) {
      const { sale: key, joins, admissions } = roomKeys(sale.eventId);
      const groupsOf = (stream: string) => redis.xinfo('GROUPS', stream).catch(() => []) as Promise<unknown[]>;
      const [published, isListed, ...groups] = await Promise.all([
        redis.hgetall(key),
        redis.sismember(salesKey, sale.eventId),
        groupsOf(joins),
        groupsOf(admissions),
      ]);
      const isSame = Object.entries(saleFields(sale)).every(([field, value]) => published[field] === String(value));
      return isSame && isListed === 1 && groups.every((group) => group.length > 0);
    },

    publishedSales: () => redis.smembers(salesKey),
    knows: async (eventId) => (await redis.hexists(roomKeys(eventId).sale, 'open')) === 1,

    async admitWave(eventId, wave) {
      const answer = await scripts.admitWave(eventId, [wave]);
      if (answer[0] !== 'admitted') return { outcome: answer[0] };
      return { outcome: 'admitted', count: answer[1], fresh: answer[2] === 1 };
    },

    async lastWave(eventId) {
      const [wave, at] = await redis.hmget(roomKeys(eventId).sale, 'wave', 'wave_at');
      return { wave: Number(wave ?? 0), ...(at && { at: Number(at) }) };
    },

    async restore(eventId, places, what) {
      // A room that is lost is restored also when nobody is left in it.
      for (const slice of places.length > 0 ? slices(places) : [[]]) {
        const args = slice.flatMap(({ token, number, joinedAt, buyerId = '', accessUntil = '' }) => [
          token,
          number,
          joinedAt,
          buyerId,
          accessUntil,
        ]);
        await scripts.restore(eventId, [what === 'room' ? 1 : 0, ...args]);
      }
    },

    async damaged(eventId, places) {
      const damaged = new Set<string>();
      for (const slice of slices(places)) {
        const tokens = slice.map(({ token }) => token);
        for (const token of await scripts.damagedPlaces(eventId, tokens)) damaged.add(token);
      }
      return places.filter(({ token }) => damaged.has(token));
    },

    async settledTokens(eventId) {
      const { joins, entries } = roomKeys(eventId);
      if ((await redis.xlen(joins)) > 0) return [];
      const tokens = new Set<string>();
      for await (const records of redis.hscanStream(entries, { count: 1_000 }))
        for (let i = 0; i < (records as string[]).length; i += 2) tokens.add((records as string[])[i]!);
      return [...tokens];
    },

    async places(eventId, tokens) {
      const places: WaitingPlace[] = [];
      for (const slice of slices(tokens)) {
        const fields = await scripts.listPlaces(eventId, slice);
        for (let i = 0; i < fields.length; i += 5) {
          const [token, number, joinedAt, expiresAt, buyerId] = fields.slice(i, i + 5) as PlaceFields;
          places.push({ eventId, token, number, joinedAt, expiresAt, ...(buyerId && { buyerId }) });
        }
      }
      return places;
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
