import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { GateSale } from '../../activities/ports.ts';
import { roomKeys, waveKey } from '../../activities/waiting-room/keys.ts';
import { redisWaitingRoom } from '../../activities/waiting-room/waiting-room.ts';
import { near, type Law } from './laws.ts';
import type { Stores } from './stores.ts';

const HOUR = 3_600_000;

async function opened({ redis }: Stores, given: Partial<GateSale> = {}) {
  const sale: GateSale = {
    eventId: randomUUID(),
    open: true,
    onSaleAt: Date.now() - 5_000,
    paused: false,
    waveSize: 2,
    waveIntervalMs: 30_000,
    accessTtlMs: 180_000,
    tokenTtlMs: HOUR,
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
  const told = async () =>
    (await redis.xrange(roomKeys(eventId).joins, '-', '+')).map(([, fields]) =>
      Object.fromEntries(Array.from({ length: fields.length / 2 }, (_, i) => [fields[2 * i], fields[2 * i + 1]])),
    );
  return { sale, eventId, room, join, told };
}

export const roomLaws: Law[] = [
  [
    'a place says all that its holder is told',
    async (stores) => {
      const { eventId, room, join, sale } = await opened(stores);
      const [first, second, third] = [await join('ada'), await join('bob'), await join('eve')];
      assert.deepEqual(await room.admitWave(eventId, 1), { outcome: 'admitted', count: 2, fresh: true });
      const standing = await room.standing(eventId, third);
      assert.ok(standing.outcome === 'standing');
      assert.deepEqual(
        [
          standing.position,
          standing.total,
          standing.paused,
          standing.onSaleAt,
          standing.waveSize,
          standing.waveIntervalMs,
        ],
        [1, 1, false, sale.onSaleAt, 2, 30_000],
      );
      near(standing.now, Date.now(), 2_000);
      near(standing.lastWaveAt!, Date.now(), 2_000);
      for (const token of [first, second]) {
        const admitted = await room.standing(eventId, token);
        assert.ok(admitted.outcome === 'standing' && admitted.position === 0);
        near(admitted.accessUntil!, Date.now() + 180_000, 2_000);
      }
    },
  ],
  [
    'a wave is written down for those who have to tell it, and forgotten after an hour',
    async (stores) => {
      const { eventId, room, join } = await opened(stores);
      const token = await join('ada');
      await room.admitWave(eventId, 1);
      const [place] = await room.wavePlaces(eventId, 1);
      assert.deepEqual(
        [place!.token, place!.number, place!.buyerId, place!.expiresAt - place!.joinedAt],
        [token, 1, 'ada', HOUR],
      );
      near(place!.joinedAt, Date.now(), 2_000);
      near(place!.accessUntil!, Date.now() + 180_000, 2_000);
      near(await stores.redis.pttl(waveKey(eventId, 1)), HOUR, 5_000);
      assert.deepEqual(
        { wave: 1, known: true },
        { wave: (await room.lastWave(eventId)).wave, known: await room.knows(eventId) },
      );
    },
  ],
  [
    'what a wave left open goes to newcomers, one each, and not before the sale',
    async (stores) => {
      const { eventId, room, join } = await opened(stores);
      await room.admitWave(eventId, 1);
      const positions = [];
      for (const buyer of ['ada', 'bob', 'eve', 'kim'])
        positions.push(((await room.standing(eventId, await join(buyer))) as { position: number }).position);
      assert.deepEqual(positions, [0, 0, 1, 2]);
      const early = await opened(stores, { onSaleAt: Date.now() + 60_000 });
      await early.room.admitWave(early.eventId, 1);
      assert.equal(
        ((await early.room.standing(early.eventId, await early.join('ada'))) as { position: number }).position,
        1,
      );
    },
  ],
  [
    'a place that ran out is gone, is admitted by no wave, and does not keep its buyer from joining again',
    async (stores) => {
      const { eventId, room, join } = await opened(stores, { tokenTtlMs: 0 });
      const token = await join('ada');
      assert.equal((await room.standing(eventId, token)).outcome, 'gone');
      assert.deepEqual(await room.admitWave(eventId, 1), { outcome: 'admitted', count: 0, fresh: true });
      const { entries, buyers, queue } = roomKeys(eventId);
      assert.deepEqual(
        [await stores.redis.hlen(entries), await stores.redis.hlen(buyers), await stores.redis.zcard(queue)],
        [0, 0, 0],
      );
      const again = await opened(stores, { tokenTtlMs: 0 });
      const before = await again.join('ada');
      assert.notEqual(await again.join('ada'), before);
      assert.deepEqual(
        [
          await stores.redis.hlen(roomKeys(again.eventId).entries),
          await stores.redis.zcard(roomKeys(again.eventId).queue),
        ],
        [1, 1],
      );
      const kept = await opened(stores);
      assert.equal(await kept.join('ada'), await kept.join('ada'));
    },
  ],
  [
    'a pass that ran out lets nobody buy, and its buyer starts again',
    async (stores) => {
      const { eventId, room, join } = await opened(stores, { accessTtlMs: 0 });
      const token = await join('ada');
      await room.admitWave(eventId, 1);
      assert.equal(await room.checkPass(eventId, token, 'ada'), 'not_admitted');
      assert.equal((await room.standing(eventId, token)).outcome, 'gone');
      assert.notEqual(await join('ada'), token);
      assert.equal(await stores.redis.zscore(roomKeys(eventId).passes, token), null);
    },
  ],
  [
    'a nameless place belongs to the first buyer who uses it',
    async (stores) => {
      const { eventId, room, join } = await opened(stores);
      const token = await join();
      await room.admitWave(eventId, 1);
      assert.deepEqual(
        [
          await room.checkPass(eventId, token, 'ada'),
          await room.checkPass(eventId, token, 'bob'),
          await room.checkPass(eventId, token, 'ada'),
        ],
        ['valid', 'foreign', 'valid'],
      );
      assert.equal(await join('ada'), token);
      assert.equal(await room.leave(eventId, token, 'bob'), 'gone');
      assert.equal(await room.leave(eventId, token, 'ada'), 'left');
      const nameless = await join();
      assert.notEqual(await join(), nameless);
      assert.equal(await room.leave(eventId, nameless, 'anybody'), 'left');
    },
  ],
  [
    'the workflows hear of who joined and who left, and of an end only where they did not make it',
    async (stores) => {
      const { eventId, room, join, told } = await opened(stores, { waveSize: 3 });
      const [ada, bob] = [await join('ada'), await join('bob')];
      await room.endPlace(eventId, bob);
      await room.leave(eventId, ada, 'ada');
      await room.admitWave(eventId, 1);
      const eve = await join('eve');
      await room.clear(eventId);
      const lines = await told();
      assert.deepEqual(
        lines.map(({ kind, token, number, buyer }) => [kind, token, number, buyer]),
        [
          ['joined', ada, '1', 'ada'],
          ['joined', bob, '2', 'bob'],
          ['left', ada, '1', 'ada'],
          ['joined', eve, '3', 'eve'],
          ['left', eve, '3', 'eve'],
        ],
      );
      near(Number(lines[0]!['expires_at']) - Number(lines[0]!['joined_at']), HOUR, 0);
      assert.equal(lines[0]!['access_until'], '');
      near(Number(lines[3]!['access_until']), Date.now() + 180_000, 2_000);
      near(Number(lines[3]!['joined_at']), Date.now(), 2_000);
      for (const line of [lines[2], lines[4]]) assert.equal(line!['expires_at'], line!['joined_at']);
      assert.equal(lines[2]!['joined_at'], lines[0]!['joined_at']);
    },
  ],
  [
    'clearing ends every place and goes on counting',
    async (stores) => {
      const { eventId, room, join, told } = await opened(stores);
      for (const buyer of ['ada', 'bob', 'eve']) await join(buyer);
      await room.admitWave(eventId, 1);
      assert.equal(await room.clear(eventId), 3);
      assert.deepEqual(await room.crowd(eventId), { waiting: 0, admitted: 0 });
      const { entries, buyers } = roomKeys(eventId);
      assert.deepEqual([await stores.redis.hlen(entries), await stores.redis.hlen(buyers)], [0, 0]);
      await join('ada');
      assert.equal((await told()).at(-1)!['number'], '4');
    },
  ],
  [
    'an ended place takes nobody else with it',
    async (stores) => {
      const { eventId, room, join } = await opened(stores);
      const [ada, bob] = [await join('ada'), await join('bob')];
      assert.deepEqual([await room.endPlace(eventId, ada), await room.endPlace(eventId, ada)], [true, false]);
      const { entries, buyers, queue } = roomKeys(eventId);
      assert.deepEqual(
        [
          await stores.redis.hkeys(entries),
          await stores.redis.hkeys(buyers),
          await stores.redis.zrange(queue, '0', '-1'),
        ],
        [[bob], ['bob'], [bob]],
      );
      await room.admitWave(eventId, 1);
      await room.endPlace(eventId, bob);
      assert.equal(await stores.redis.zcard(roomKeys(eventId).passes), 0);
    },
  ],
  [
    'places are put back in order, under their own numbers, and new ones come behind',
    async (stores) => {
      const { eventId, room, join, told } = await opened(stores);
      const joinedAt = Date.now();
      const places = [9, 4, 6].map((number) => ({
        eventId,
        token: randomUUID(),
        number,
        joinedAt,
        expiresAt: joinedAt + HOUR,
        ...(number !== 6 && { buyerId: `buyer ${number}` }),
      }));
      await room.restore(eventId, places);
      await room.restore(eventId, places);
      const order = await stores.redis.zrange(roomKeys(eventId).queue, '0', '-1');
      assert.deepEqual(order, [places[1]!.token, places[2]!.token, places[0]!.token]);
      assert.deepEqual(await stores.redis.hkeys(roomKeys(eventId).buyers).then((names) => names.toSorted()), [
        'buyer 4',
        'buyer 9',
      ]);
      assert.equal(await stores.redis.hget(roomKeys(eventId).entries, places[1]!.token), `4|${joinedAt}|buyer 4`);
      await join('a newcomer');
      assert.equal((await told()).at(-1)!['number'], '10');
      await room.admitWave(eventId, 1);
      await room.restore(eventId, places);
      assert.equal(await stores.redis.zcard(roomKeys(eventId).queue), 2);
    },
  ],
  [
    'a closed sale and one that Redis has lost let nobody in',
    async (stores) => {
      const closed = await opened(stores);
      const token = await closed.join('ada');
      await closed.room.publish({ ...closed.sale, open: false });
      const lost = randomUUID();
      const ask = async (eventId: string) => [
        (await closed.room.join(eventId, { token: randomUUID(), buyerId: 'bob' })).outcome,
        (await closed.room.standing(eventId, token)).outcome,
        await closed.room.checkPass(eventId, token, 'ada'),
        (await closed.room.admitWave(eventId, 1)).outcome,
      ];
      assert.deepEqual(await ask(closed.eventId), ['sale_closed', 'gone', 'sale_closed', 'sale_closed']);
      assert.deepEqual(await ask(lost), ['unknown', 'unknown', 'unknown', 'unknown']);
    },
  ],
];
