import assert from 'node:assert/strict';
import { roomKeys } from '../../activities/waiting-room/keys.ts';
import type { Gone, Standing } from '../../activities/waiting-room/ports.ts';
import { HOUR_MS, openWaitingRoom } from './open-waiting-room.ts';
import { assertNear, type Specification } from './specification.ts';
import type { Stores } from './stores.ts';

const GRACE_MS = 300_000;

/** Opens a room with a grace. `age` moves everything that is recorded of a place into the past. */
async function openRoom(stores: Stores, given: Parameters<typeof openWaitingRoom>[1] = {}) {
  const opened = await openWaitingRoom(stores, { absentGraceMs: GRACE_MS, onSaleAt: 1, ...given });
  const { entries, passes, sale } = roomKeys(opened.eventId);
  const age = async (token: string, ms: number) => {
    const [mark, number, joinedAt, seen, missedAt, ...buyer] = (await stores.redis.hget(entries, token))!.split('|');
    const missed = Number(missedAt) === 0 ? 0 : Number(missedAt) - Math.sign(Number(missedAt)) * ms;
    const record = [mark, number, Number(joinedAt) - ms, seen, missed, ...buyer].join('|');
    await stores.redis.hset(entries, token, record);
  };
  /** Lets a standstill of the pass clock have begun so much earlier. */
  const lengthenStandstill = async (ms: number) => {
    await stores.redis.hincrby(sale, 'frozen_at', -ms);
    for (const token of await stores.redis.zrange(passes, '0', '-1')) await stores.redis.zincrby(passes, -ms, token);
  };
  const look = async (token: string) => (await opened.room.standing(opened.eventId, token)) as Standing;
  const goneBecause = async (token: string) => (await opened.room.standing(opened.eventId, token)) as Gone;
  return { ...opened, age, lengthenStandstill, look, goneBecause };
}

/** Presence and the pass clock: what a place is worth. */
export const presenceSpecifications: Specification[] = [
  [
    'a place whose holder looks is kept however long ago it was joined',
    async (stores) => {
      const { eventId, room, join, age, look } = await openRoom(stores);
      const token = await join('ada');
      for (let hour = 0; hour < 3; hour += 1) {
        await age(token, HOUR_MS - 60_000);
        const { number, safeUntil, missedTurn } = await look(token);
        assert.deepEqual([number, missedTurn], [1, undefined]);
        assertNear(safeUntil, Date.now() + HOUR_MS, 2_000);
      }
      assertNear((await room.expirePlace(eventId, token))!, Date.now() + HOUR_MS + GRACE_MS, 2_000);
      assert.equal(((await room.admitWave(eventId, 1)) as { count: number }).count, 1);
    },
  ],
  [
    'a look is recorded once a minute, and nobody is absent before the sale is open',
    async (stores) => {
      const { eventId, join, look, age } = await openRoom(stores, { onSaleAt: Date.now() + HOUR_MS });
      const token = await join('ada');
      const record = () => stores.redis.hget(roomKeys(eventId).entries, token);
      const first = await record();
      assertNear((await look(token)).safeUntil, Date.now() + 2 * HOUR_MS, 2_000);
      assert.equal(await record(), first);
      await age(token, 5 * HOUR_MS);
      assert.equal((await look(token)).outcome, 'standing');
      assertNear(Number((await record())!.split('|')[3]), (5 * HOUR_MS) / 1_000, 2);
    },
  ],
  [
    'an absent holder is passed over, keeps the number, and comes back to the front within the grace',
    async (stores) => {
      const { eventId, room, join, age, look } = await openRoom(stores, { waveSize: 1 });
      const [ada, bob, eve] = [await join('ada'), await join('bob'), await join('eve')];
      await age(ada, HOUR_MS + 1_000);
      await room.admitWave(eventId, 1);
      assert.equal((await look(bob)).position, 0);
      assert.equal((await look(eve)).position, 2);
      const back = await look(ada);
      assert.deepEqual([back.position, back.number], [1, 1]);
      assertNear(back.missedTurn!.at, Date.now(), 2_000);
      assertNear(back.missedTurn!.returnBy, Date.now() + GRACE_MS, 2_000);
      assert.equal((await look(eve)).position, 2);
      await room.admitWave(eventId, 2);
      assert.deepEqual([(await look(ada)).position, (await look(eve)).position], [0, 1]);
      assert.equal(await join('ada'), ada);
    },
  ],
  [
    'joining again counts as coming back',
    async (stores) => {
      const { eventId, room, join, age, look } = await openRoom(stores);
      const ada = await join('ada');
      await age(ada, HOUR_MS + 1_000);
      await room.admitWave(eventId, 1);
      assert.equal(await join('ada'), ada);
      await room.admitWave(eventId, 2);
      assert.equal((await look(ada)).position, 0);
    },
  ],
  [
    'who misses the turn and the grace, or two turns, loses the place, and hears when it was missed',
    async (stores) => {
      const { eventId, room, join, age, goneBecause, look } = await openRoom(stores);
      const [ada, bob] = [await join('ada'), await join('bob')];
      for (const token of [ada, bob]) await age(token, HOUR_MS + 1_000);
      await room.admitWave(eventId, 1);
      await age(ada, GRACE_MS + 1_000);
      const gone = await goneBecause(ada);
      assert.deepEqual([gone.outcome, gone.reason], ['gone', 'absent']);
      assertNear(gone.missedAt!, Date.now() - GRACE_MS - 1_000, 2_000);
      assert.equal(await room.expirePlace(eventId, ada), undefined);
      assertNear((await goneBecause(ada)).missedAt!, Date.now() - GRACE_MS - 1_000, 2_000);

      await look(bob);
      await age(bob, HOUR_MS + 1_000);
      await room.admitWave(eventId, 2);
      assert.equal((await goneBecause(bob)).reason, 'absent');
      assert.deepEqual(await room.crowd(eventId), { waiting: 0, admitted: 0 });
    },
  ],
  [
    'a newcomer does not wait behind people who are not there',
    async (stores) => {
      const { eventId, room, join, age, look } = await openRoom(stores);
      const ada = await join('ada');
      await age(ada, HOUR_MS + 1_000);
      await room.admitWave(eventId, 1);
      assert.equal((await look(await join('bob'))).position, 0);
      await look(ada);
      assert.equal((await look(await join('eve'))).position, 2);
      await room.leave(eventId, ada, 'ada');
      await room.admitWave(eventId, 2);
      assert.equal((await look(await join('kim'))).position, 0);
    },
  ],
  [
    'an absent place that no wave reaches ends after its grace',
    async (stores) => {
      const { eventId, room, join, age, goneBecause } = await openRoom(stores);
      const ada = await join('ada');
      await age(ada, HOUR_MS + GRACE_MS - 5_000);
      assertNear((await room.expirePlace(eventId, ada))!, Date.now() + 5_000, 2_000);
      await age(ada, 6_000);
      assert.equal(await room.expirePlace(eventId, ada), undefined);
      assert.deepEqual(await goneBecause(ada), { outcome: 'gone', reason: 'absent' });
    },
  ],
  [
    'a pass stands still during a pause and goes on where it stopped',
    async (stores) => {
      const { sale, eventId, room, join, look, lengthenStandstill } = await openRoom(stores);
      const token = await join('ada');
      await room.admitWave(eventId, 1);
      const until = (await look(token)).accessUntil!;
      await room.publish({ ...sale, paused: true });
      await room.publish({ ...sale, paused: true });
      await lengthenStandstill(600_000);
      assert.equal(await room.checkPass(eventId, token, 'ada'), 'paused');
      assertNear((await look(token)).accessUntil!, until, 2_000);
      assert.ok((await room.expirePlace(eventId, token))! > Date.now() + 59_000);
      assert.deepEqual(await room.crowd(eventId), { waiting: 0, admitted: 1 });
      await room.publish(sale);
      assert.equal(await room.checkPass(eventId, token, 'ada'), 'valid');
      assertNear((await look(token)).accessUntil!, until, 2_000);
      assertNear((await room.expirePlace(eventId, token))!, until, 2_000);
    },
  ],
  [
    'a pass stands still from a postponement until the new opening',
    async (stores) => {
      const { sale, eventId, room, join, look, lengthenStandstill } = await openRoom(stores);
      const token = await join('ada');
      await room.admitWave(eventId, 1);
      const until = (await look(token)).accessUntil!;
      await room.publish({ ...sale, onSaleAt: Date.now() + 60_000 });
      await lengthenStandstill(600_000);
      assertNear((await look(token)).accessUntil!, until, 2_000);
      // The new opening comes: from then on the pass runs again, without another publication.
      await stores.redis.hset(roomKeys(eventId).sale, 'on_sale_at', Date.now());
      assert.equal(await room.checkPass(eventId, token, 'ada'), 'valid');
      assertNear((await look(token)).accessUntil!, until, 2_000);
      await room.publish(sale);
      assertNear((await look(token)).accessUntil!, until, 2_000);
    },
  ],
  [
    'a place says why it is over',
    async (stores) => {
      const { sale, eventId, room, join, goneBecause } = await openRoom(stores, { accessTtlMs: 0 });
      const [left, passEnded, cleared] = [await join('ada'), await join('bob'), await join('eve')];
      await room.leave(eventId, left, 'ada');
      await room.publish({ ...sale, waveSize: 1 });
      await room.admitWave(eventId, 1);
      assert.equal((await goneBecause(passEnded)).reason, 'pass_ended');
      assert.equal(await room.expirePlace(eventId, passEnded), undefined);
      await room.clear(eventId);
      const reasons = await Promise.all(
        [left, passEnded, cleared].map(async (token) => (await goneBecause(token)).reason),
      );
      assert.deepEqual(reasons, ['left', 'pass_ended', 'cleared']);
      assert.deepEqual(await goneBecause('00000000-0000-4000-8000-000000000000'), { outcome: 'gone' });
    },
  ],
  [
    'a place that the release before recorded goes on',
    async (stores) => {
      const { eventId, room, join, look } = await openRoom(stores);
      const token = await join('3|4|ada');
      const { entries } = roomKeys(eventId);
      const joinedAt = (await stores.redis.hget(entries, token))!.split('|')[2]!;
      await stores.redis.hset(entries, token, `1|${joinedAt}|3|4|ada`);
      assert.deepEqual([(await look(token)).number, await join('3|4|ada')], [1, token]);
      await room.admitWave(eventId, 1);
      assert.equal(await room.checkPass(eventId, token, '3|4|ada'), 'valid');
    },
  ],
];
