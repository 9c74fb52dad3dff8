import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { HOUR_MS, openWaitingRoom } from './open-waiting-room.ts';
import { assertNear, type Specification } from './specification.ts';

/** Places: the scripts join, end-place, clear and restore. */
export const placeSpecifications: Specification[] = [
  [
    'an expired place is gone, no wave admits it, and its buyer can join again',
    async (stores) => {
      const { eventId, room, join } = await openWaitingRoom(stores, { tokenTtlMs: 0 });
      const token = await join('ada');
      assert.equal((await room.standing(eventId, token)).outcome, 'gone');
      assert.deepEqual(await room.admitWave(eventId, 1), { outcome: 'admitted', count: 0, fresh: true });
      const { entries, buyers, queue } = roomKeys(eventId);
      assert.deepEqual(
        [await stores.redis.hlen(entries), await stores.redis.hlen(buyers), await stores.redis.zcard(queue)],
        [0, 0, 0],
      );
      const again = await openWaitingRoom(stores, { tokenTtlMs: 0 });
      const before = await again.join('ada');
      assert.notEqual(await again.join('ada'), before);
      assert.deepEqual(
        [
          await stores.redis.hlen(roomKeys(again.eventId).entries),
          await stores.redis.zcard(roomKeys(again.eventId).queue),
        ],
        [1, 1],
      );
      const kept = await openWaitingRoom(stores);
      assert.equal(await kept.join('ada'), await kept.join('ada'));
    },
  ],
  [
    'an anonymous place belongs to the first buyer who uses it',
    async (stores) => {
      const { eventId, room, join } = await openWaitingRoom(stores);
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
      const anonymous = await join();
      assert.notEqual(await join(), anonymous);
      assert.equal(await room.leave(eventId, anonymous, 'anybody'), 'left');
    },
  ],
  [
    'the join stream has joins, leaves and cleared places, but not the ends that workflows made themselves',
    async (stores) => {
      const { eventId, room, join, joinStream, expire } = await openWaitingRoom(stores, { waveSize: 3 });
      const [ada, bob] = [await join('ada'), await join('bob')];
      await expire(bob);
      await room.leave(eventId, ada, 'ada');
      await room.admitWave(eventId, 1);
      const eve = await join('eve');
      await room.clear(eventId);
      const lines = await joinStream();
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
      assertNear(Number(lines[0]!['expires_at']) - Number(lines[0]!['joined_at']), HOUR_MS, 0);
      assert.equal(lines[0]!['access_until'], '');
      assertNear(Number(lines[3]!['access_until']), Date.now() + 180_000, 2_000);
      assertNear(Number(lines[3]!['joined_at']), Date.now(), 2_000);
      for (const line of [lines[2], lines[4]]) assert.equal(line!['expires_at'], line!['joined_at']);
      assert.equal(lines[2]!['joined_at'], lines[0]!['joined_at']);
    },
  ],
  [
    'clearing ends every place and keeps the sequence of numbers',
    async (stores) => {
      const { eventId, room, join, joinStream } = await openWaitingRoom(stores);
      for (const buyer of ['ada', 'bob', 'eve']) await join(buyer);
      await room.admitWave(eventId, 1);
      assert.equal(await room.clear(eventId), 3);
      assert.deepEqual(await room.crowd(eventId), { waiting: 0, admitted: 0 });
      const { entries, buyers } = roomKeys(eventId);
      assert.deepEqual([await stores.redis.hlen(entries), await stores.redis.hlen(buyers)], [0, 0]);
      await join('ada');
      assert.equal((await joinStream()).at(-1)!['number'], '4');
    },
  ],
  [
    'the end of a place leaves other places alone',
    async (stores) => {
      const { sale, eventId, room, join, expire } = await openWaitingRoom(stores);
      const [ada, bob] = [await join('ada'), await join('bob')];
      assert.ok((await room.expirePlace(eventId, ada))! > Date.now());
      assert.deepEqual([await expire(ada), await expire(ada)], [undefined, undefined]);
      const { entries, buyers, queue } = roomKeys(eventId);
      assert.deepEqual(
        [
          await stores.redis.hkeys(entries),
          await stores.redis.hkeys(buyers),
          await stores.redis.zrange(queue, '0', '-1'),
        ],
        [[bob], ['bob'], [bob]],
      );
      await room.publish({ ...sale, accessTtlMs: 0 });
      await room.admitWave(eventId, 1);
      assert.equal(await room.expirePlace(eventId, bob), undefined);
      assert.equal(await stores.redis.zcard(roomKeys(eventId).passes), 0);
    },
  ],
  [
    'restored places keep their order and numbers, and new places come behind them',
    async (stores) => {
      const { eventId, room, join, joinStream } = await openWaitingRoom(stores);
      const joinedAt = Date.now();
      const places = [9, 4, 6].map((number) => ({
        eventId,
        token: randomUUID(),
        number,
        joinedAt,
        expiresAt: joinedAt + HOUR_MS,
        ...(number !== 6 && { buyerId: `buyer ${number}` }),
      }));
      await room.restore(eventId, places, 'places');
      await room.restore(eventId, places, 'places');
      const order = await stores.redis.zrange(roomKeys(eventId).queue, '0', '-1');
      assert.deepEqual(order, [places[1]!.token, places[2]!.token, places[0]!.token]);
      assert.deepEqual(await stores.redis.hkeys(roomKeys(eventId).buyers).then((names) => names.toSorted()), [
        'buyer 4',
        'buyer 9',
      ]);
      const record = await stores.redis.hget(roomKeys(eventId).entries, places[1]!.token);
      assert.match(record!, new RegExp(`^v\\|4\\|${joinedAt}\\|[0-2]\\|0\\|buyer 4$`));
      await join('a newcomer');
      assert.equal((await joinStream()).at(-1)!['number'], '10');
      await room.admitWave(eventId, 1);
      await room.restore(eventId, places, 'places');
      assert.equal(await stores.redis.zcard(roomKeys(eventId).queue), 2);
    },
  ],
];
