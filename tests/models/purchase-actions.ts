import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  cancel,
  checkout,
  confirm,
  reservationView,
  type CancelAnswer,
  type ConfirmAnswer,
  type Payment,
} from '../../workflows/messages.ts';
import { chargesOf, type Purchase, type Simulation } from './simulation.ts';
import { RunEnded } from './workflow-runtime.ts';

/** What happens to a purchase, with checks afterwards. `detail` is a number below 12 that picks a variant. */
export const purchaseActions = {
  async checkout(_: Simulation, purchase: Purchase, detail: number) {
    // Some requests repeat the key of an earlier one, with the same body or with another one.
    const intent = {
      sessionId: randomUUID(),
      key: `${purchase.id} ${detail % 2}`,
      fingerprint: detail === 11 ? 'another body' : 'the body',
    };
    const answer = await unlessEnded(purchase.run.update(checkout, intent));
    if (answer === 'ended' || !('sessionId' in answer)) return;
    assert.equal(answer.sessionId, (purchase.session ??= answer.sessionId), 'a reservation has one session');
  },

  pay: (simulation: Simulation, purchase: Purchase, detail: number) =>
    pay(simulation, purchase, detail, ({ run }, payment) => [run.update(confirm, payment)]),
  payTwiceAtOnce: (simulation: Simulation, purchase: Purchase, detail: number) =>
    pay(simulation, purchase, detail, ({ run }, payment) => [
      run.update(confirm, payment),
      run.update(confirm, payment),
    ]),

  async cancel(simulation: Simulation, purchase: Purchase) {
    expectCanceled(simulation, purchase, await unlessEnded(purchase.run.update(cancel)));
  },

  async cancelAndPayAtOnce(simulation: Simulation, purchase: Purchase, detail: number) {
    const { run } = purchase;
    const canceled = detail % 2 === 0 ? unlessEnded(run.update(cancel)) : undefined;
    await pay(simulation, purchase, detail, (_, payment) => [run.update(confirm, payment)]);
    expectCanceled(simulation, purchase, await (canceled ?? unlessEnded(run.update(cancel))));
  },

  async reachDeadline(simulation: Simulation, purchase: Purchase) {
    await simulation.passDeadline(purchase, 0.01);
    await purchase.run.endTimers();
    if (purchase.pendingPayment) return;
    const status = simulation.models.purchases.holds.get(purchase.id)?.status;
    assert.notEqual(status, 'active', 'an unpaid hold ends at its deadline');
  },

  /** The deadline passes, and the workflow, which is stuck, does not act on it. */
  async missDeadline(simulation: Simulation, purchase: Purchase, detail: number) {
    await simulation.passDeadline(purchase, [2, 20, 90, 900][detail % 4]!);
  },

  /** An engineer cancels the workflow in Temporal. */
  async cancelWorkflow({ models }: Simulation, purchase: Purchase) {
    await purchase.run.cancel();
    if (!purchase.pendingPayment) assert.notEqual(models.purchases.holds.get(purchase.id)?.status, 'active');
  },
};

/** Waits for every payment that is in doubt; the provider has to be up. */
export const pendingPayments = ({ purchases }: Simulation) =>
  Promise.all(purchases.flatMap(({ pendingPayment }) => pendingPayment ?? []));

async function pay(
  simulation: Simulation,
  purchase: Purchase,
  detail: number,
  send: (purchase: Purchase, payment: Payment) => Promise<ConfirmAnswer>[],
) {
  const payment: Payment = { simulate: (['fail', 'success', 'decline', 'success'] as const)[detail % 4]! };
  const { stepWaiting } = simulation.provider;
  const answered = Promise.all(send(purchase, payment).map(unlessEnded)).then((answers) => {
    purchase.pendingPayment = undefined;
    for (const answer of answers) {
      assert.deepEqual(answer, answers[0], 'two simultaneous confirms get the same answer');
      expectPaid(simulation, purchase, answer);
    }
  });
  await nextTurn();
  const inDoubt = !simulation.provider.isUp && purchase.run.query(reservationView).state === 'paying';
  if (!inDoubt) return answered;
  // The next command starts only when the payment waits for the provider and nothing else of it is running.
  if (purchase.pendingPayment) return;
  purchase.pendingPayment = answered;
  await Promise.race([answered, stepWaiting]);
}

function expectPaid(simulation: Simulation, purchase: Purchase, answer: ConfirmAnswer | 'ended') {
  if (answer === 'ended') return;
  const { outcome } = answer;
  const status = simulation.models.purchases.holds.get(purchase.id)?.status;
  const charges = chargesOf(simulation, purchase);
  const taken = charges.filter((charge) => charge === 'captured' || charge === 'authorised');
  if (outcome === 'converted') assert.deepEqual([status, taken], ['converted', ['captured']]);
  if (outcome === 'declined')
    assert.ok(
      status !== 'active' && status !== 'converted' && taken.length === 0,
      `declined, but ${status} and ${charges.join(', ')}`,
    );
  if (outcome === 'card_declined') assert.equal(charges.includes('declined'), true, 'a declined card is on record');
  if (outcome === 'expired') assert.notEqual(status, 'active');
}

function expectCanceled({ models }: Simulation, { id }: Purchase, answer: CancelAnswer | 'ended') {
  const status = models.purchases.holds.get(id)?.status;
  if (answer !== 'ended' && answer.outcome === 'canceled')
    assert.ok(status === 'canceled' || status === 'expired', `canceled, but ${status}`);
}

const unlessEnded = <Answer>(answer: Promise<Answer>): Promise<Answer | 'ended'> =>
  answer.catch((failure: unknown) => {
    if (!(failure instanceof RunEnded)) throw failure;
    return 'ended';
  });
