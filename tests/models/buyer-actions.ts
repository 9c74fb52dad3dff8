import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { hold, PURCHASE_REVISION, workflowIds, type ReservationRequest } from '../../workflows/messages.ts';
import { reservation } from '../../workflows/reservation.ts';
import type { Purchase, SimulatedBuyer, Simulation } from './simulation.ts';
import { WorkflowRun } from './workflow-runtime.ts';

/** What buyers do until they hold tickets. `detail` is a number below 12 that picks a variant. */
export const buyerActions = {
  async join(simulation: Simulation, buyer: SimulatedBuyer) {
    const { eventId, ports } = simulation;
    const answer = await simulation.request(() =>
      ports.waitingRoom.join(eventId, { token: randomUUID(), buyerId: buyer.id }),
    );
    if (answer?.outcome === 'joined') buyer.token = answer.token;
  },

  async checkPosition(simulation: Simulation, { token = randomUUID() }: SimulatedBuyer) {
    const { ports, eventId, positions } = simulation;
    const answer = await simulation.request(() => ports.waitingRoom.standing(eventId, token));
    if (answer?.outcome !== 'standing') return;
    assert.ok(answer.position <= (positions.get(token) ?? Infinity), 'a position never grows');
    positions.set(token, answer.position);
  },

  async leave(simulation: Simulation, { token = randomUUID(), id }: SimulatedBuyer) {
    await simulation.request(() => simulation.ports.waitingRoom.leave(simulation.eventId, token, id));
  },

  async reserve(simulation: Simulation, { id: buyerId, token = randomUUID() }: SimulatedBuyer, detail: number) {
    const { eventId, faults, ports } = simulation;
    const pass = await simulation.request(() => ports.waitingRoom.checkPass(eventId, token, buyerId));
    if (pass !== 'valid') return;
    const request = {
      reservationId: randomUUID(),
      eventId,
      tierId: simulation.tierIds[detail % 2]!,
      buyerId,
      token,
      quantity: 1 + (detail % 3),
    };
    const claim = await simulation.request(() => ports.stockGate.claim(eventId, request, buyerId));
    if (claim?.outcome !== 'claimed') return;
    const answer = await startPurchase(simulation, request);
    if (answer.outcome === 'unavailable')
      assert.ok(
        (faults.timeouts.get('purchases.hold') ?? 0) >= 3,
        'a hold is given up after three failures, not before',
      );
  },

  /** A reservation that Redis wrongly let through: Postgres decides. */
  async reserveWithoutClaim(simulation: Simulation, { id: buyerId }: SimulatedBuyer, detail: number) {
    await startPurchase(simulation, {
      reservationId: randomUUID(),
      eventId: simulation.eventId,
      tierId: simulation.tierIds[1]!,
      buyerId,
      token: randomUUID(),
      quantity: 1 + detail,
    });
  },
};

/** Starts a purchase, which holds tickets or ends at once. */
async function startPurchase(simulation: Simulation, request: ReservationRequest) {
  const id = request.reservationId;
  const purchase: Purchase = {
    id,
    run: new WorkflowRun(simulation.runOptions, workflowIds.reservation(id), () =>
      reservation(request, PURCHASE_REVISION),
    ),
    overdueSeconds: 0,
    sweptByReconciler: false,
  };
  simulation.purchases.push(purchase);
  const answer = await purchase.run.update(hold);
  assert.equal(simulation.models.purchases.holds.get(id)?.status === 'active', answer.outcome === 'held');
  if (answer.outcome !== 'held') await purchase.run.result;
  return answer;
}
