import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { HOUR_MS, openWaitingRoom } from './open-waiting-room.ts';
import { assertNear, type Specification } from './specification.ts';

/** Waves and passes: the scripts admit-wave, check-pass and standing. */
export const admissionSpecifications: Specification[] = [
  [
    'a standing contains everything that its buyer is shown',
    async (stores) => {
      const { eventId, room, join, sale } = await openWaitingRoom(stores);
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
      assertNear(standing.now, Date.now(), 2_000);
      assertNear(standing.lastWaveAt!, Date.now(), 2_000);
      for (const token of [first, second]) {
        const admitted = await room.standing(eventId, token);
        assert.ok(admitted.outcome === 'standing' && admitted.position === 0);
        assertNear(admitted.accessUntil!, Date.now() + 180_000, 2_000);
      }
    },
  ],
  [
    'an admitted wave is announced to the workflows of its places, once',
    async (stores) => {
      const { eventId, room, join } = await openWaitingRoom(stores);
      const token = await join('ada');
      await room.admitWave(eventId, 1);
      assert.deepEqual(await room.admitWave(eventId, 1), { outcome: 'admitted', count: 1, fresh: false });
      const lines = await stores.redis.xrange(roomKeys(eventId).admissions, '-', '+');
      assert.equal(lines.length, 1);
      const [, fields] = lines[0]!;
      const field = (name: string) => fields[fields.indexOf(name) + 1]!;
      assert.deepEqual(
        [field('kind'), field('token'), field('number'), field('buyer')],
        ['admitted', token, '1', 'ada'],
      );
      assert.equal(Number(field('expires_at')) - Number(field('joined_at')), HOUR_MS);
      assertNear(Number(field('access_until')), Date.now() + 180_000, 2_000);
      assert.deepEqual(
        { wave: 1, known: true },
        { wave: (await room.lastWave(eventId)).wave, known: await room.knows(eventId) },
      );
    },
  ],
  [
    'the slots that a wave left open admit newcomers, one each, and never before the sale opens',
    async (stores) => {
      const { eventId, room, join } = await openWaitingRoom(stores);
      await room.admitWave(eventId, 1);
      const positions = [];
      for (const buyer of ['ada', 'bob', 'eve', 'kim'])
        positions.push(((await room.standing(eventId, await join(buyer))) as { position: number }).position);
      assert.deepEqual(positions, [0, 0, 1, 2]);
      const early = await openWaitingRoom(stores, { onSaleAt: Date.now() + 60_000 });
      await early.room.admitWave(early.eventId, 1);
      assert.equal(
        ((await early.room.standing(early.eventId, await early.join('ada'))) as { position: number }).position,
        1,
      );
    },
  ],
  [
    'an expired pass does not allow buying, and its buyer gets a new place',
    async (stores) => {
      const { eventId, room, join } = await openWaitingRoom(stores, { accessTtlMs: 0 });
      const token = await join('ada');
      await room.admitWave(eventId, 1);
      assert.equal(await room.checkPass(eventId, token, 'ada'), 'not_admitted');
      assert.equal((await room.standing(eventId, token)).outcome, 'gone');
      assert.notEqual(await join('ada'), token);
      assert.equal(await stores.redis.zscore(roomKeys(eventId).passes, token), null);
    },
  ],
  [
    'a closed sale and a sale that is missing in Redis admit nobody',
    async (stores) => {
      const closed = await openWaitingRoom(stores);
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
