import assert from 'node:assert/strict';
import { reservationView } from '../../workflows/messages.ts';
import { pendingPayments } from './purchase-actions.ts';
import type { Purchase, Simulation } from './simulation.ts';

/** What organiser, sale workflow, reconciler and outages do. `detail` is a number below 12 that picks a variant. */
export const systemActions = {
  async admitWave(simulation: Simulation) {
    const wave = simulation.models.waitingRoom.nextWave;
    await simulation.runUntilDone(() => simulation.steps.admitWave(simulation.eventId, wave));
  },

  async pauseOrResume(simulation: Simulation, _: Simulation, detail: number) {
    const { eventId, models, ports, sale, stores } = simulation;
    // One time in twelve, because no tickets are sold during a pause.
    const paused = detail === 0;
    await stores.db.event.update({ where: { id: eventId }, data: { paused } });
    models.purchases.paused = paused;
    await simulation.runUntilDone(() => ports.waitingRoom.publish({ ...sale, paused }));
  },

  async sweepHolds(simulation: Simulation) {
    const { models, purchases } = simulation;
    const active = () => new Set(purchases.filter(({ id }) => models.purchases.holds.get(id)?.status === 'active'));
    const before = active();
    await simulation.reconcile('sweepHolds');
    const after = active();
    for (const purchase of before) {
      const { overdueSeconds, run } = purchase;
      const { paymentStarted } = models.purchases.holds.get(purchase.id)!;
      const due = overdueSeconds > 5 && (run.ended || overdueSeconds > (paymentStarted ? 600 : 60));
      purchase.sweptByReconciler = !after.has(purchase);
      const rule = `the sweep ${due ? 'frees' : 'leaves'} a hold that is ${overdueSeconds} s late`;
      assert.equal(purchase.sweptByReconciler, due, `${rule}; ${describe(simulation, purchase)}`);
    }
  },

  async repairGate(simulation: Simulation) {
    await simulation.reconcile('repairGate');
  },

  async loseStockGate(simulation: Simulation) {
    await simulation.runUntilDone(() => simulation.ports.stockGate.forget(simulation.eventId));
  },

  async switchProvider(simulation: Simulation, _: Simulation, detail: number) {
    const { provider } = simulation;
    provider.setState(detail < 8 ? 'up' : detail < 10 ? 'unreachable' : 'silent');
    if (provider.isUp) await pendingPayments(simulation);
  },
};

function describe({ models }: Simulation, { id, run, pendingPayment }: Purchase): string {
  const { status } = models.purchases.holds.get(id)!;
  const { state } = run.query(reservationView);
  return `now it is ${status}, its purchase ${state}, ${pendingPayment ? '' : 'not '}being paid`;
}
