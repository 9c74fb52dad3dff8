import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  hold,
  PURCHASE_REVISION,
  reservationView,
  workflowIds,
  type ReservationRequest,
} from '../../workflows/messages.ts';
import { reservation } from '../../workflows/reservation.ts';
import { Run } from './runtime.ts';
import { answersOf } from './purchase-deeds.ts';
import type { Person, Purchase, World } from './world.ts';

/** What people do until they hold tickets. `detail` is a number below 12 that picks a variant. */
export const deeds = {
  async join(world: World, person: Person) {
    const answer = await world.once(() =>
      world.ports.waitingRoom.join(world.eventId, { token: randomUUID(), buyerId: person.id }),
    );
    if (answer?.outcome === 'joined') person.token = answer.token;
  },

  async look(world: World, { token = randomUUID() }: Person) {
    const { ports, eventId, positions } = world;
    const answer = await world.once(() => ports.waitingRoom.standing(eventId, token));
    if (answer?.outcome !== 'standing') return;
    assert.ok(answer.position <= (positions.get(token) ?? Infinity), 'a position never grows');
    positions.set(token, answer.position);
  },

  async leave(world: World, { token = randomUUID(), id }: Person) {
    await world.once(() => world.ports.waitingRoom.leave(world.eventId, token, id));
  },

  async reserve(world: World, { id: buyerId, token = randomUUID() }: Person, detail: number) {
    const { eventId, ports, weather } = world;
    const pass = await world.once(() => ports.waitingRoom.checkPass(eventId, token, buyerId));
    if (pass !== 'valid') return;
    const request = {
      reservationId: randomUUID(),
      eventId,
      tierId: world.tierIds[detail % 2]!,
      buyerId,
      token,
      quantity: 1 + (detail % 3),
    };
    const claim = await world.once(() => ports.stockGate.claim(eventId, request, buyerId));
    if (claim?.outcome !== 'claimed') return;
    const answer = await begin(world, request);
    if (answer.outcome === 'unavailable')
      assert.ok(
        (weather.failed.get('purchases.hold') ?? 0) >= 3,
        'a hold is given up after three failures, not before',
      );
  },

  /** Redis has wrongly let somebody through: Postgres decides. */
  async reserveAgainstTheGate(world: World, { id: buyerId }: Person, detail: number) {
    await begin(world, {
      reservationId: randomUUID(),
      eventId: world.eventId,
      tierId: world.tierIds[1]!,
      buyerId,
      token: randomUUID(),
      quantity: 1 + detail,
    });
  },
};

/** What the organiser, the sale's own workflow, the reconciler and misfortune do. */
export const events = {
  async wave(world: World) {
    const wave = world.room.nextWave;
    await world.surely(() => world.steps.admitWave(world.eventId, wave));
  },

  async pauseOrResume(world: World, _: World, detail: number) {
    // Mostly resumed, because nobody buys during a pause.
    const paused = detail === 0;
    await world.stores.db.event.update({ where: { id: world.eventId }, data: { paused } });
    world.books.paused = paused;
    await world.surely(() => world.ports.waitingRoom.publish({ ...world.sale, paused }));
  },

  async sweep(world: World) {
    const { books, purchases, steps } = world;
    const left = () => new Set(purchases.filter(({ id }) => books.holds.get(id)?.status === 'active'));
    const before = left();
    await world.surely(() => steps.sweepHolds());
    const after = left();
    for (const purchase of before) {
      const { lateBy, run } = purchase;
      const held = books.holds.get(purchase.id)!;
      const due = lateBy > 5 && (run.over || lateBy > (held.payment ? 600 : 60));
      purchase.swept = !after.has(purchase);
      assert.equal(
        purchase.swept,
        due,
        `the sweeper ${due ? 'frees' : 'leaves'} a hold that is ${lateBy} s late; now it is ${held.status}, its purchase ${run.query(reservationView).state}, ${purchase.paying ? '' : 'not '}being paid`,
      );
    }
  },

  async repair(world: World) {
    await world.surely(() => world.steps.repairGate());
  },

  async gateLost(world: World) {
    await world.surely(() => world.ports.stockGate.forget(world.eventId));
  },

  async provider(world: World, _: World, detail: number) {
    world.provider.goes(detail < 8 ? 'up' : detail < 10 ? 'unreachable' : 'silent');
    if (world.provider.isUp) await answersOf(world);
  },
};

/** Starts a purchase, which holds tickets or ends at once. */
async function begin(world: World, request: ReservationRequest) {
  const id = request.reservationId;
  const purchase: Purchase = {
    id,
    run: new Run(world.stage, workflowIds.reservation(id), () => reservation(request, PURCHASE_REVISION)),
    lateBy: 0,
    swept: false,
  };
  world.purchases.push(purchase);
  const answer = await purchase.run.update(hold);
  assert.equal(world.books.holds.get(id)?.status === 'active', answer.outcome === 'held');
  if (answer.outcome !== 'held') await purchase.run.result;
  return answer;
}
