import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  cancel,
  checkout,
  confirm,
  reservationView,
  type CancelAnswer,
  type ConfirmAnswer,
  type Payment,
} from '../../workflows/messages.ts';
import { Over } from './runtime.ts';
import { chargeKey, type Purchase, type World } from './world.ts';

/** What happens to a purchase, and what must be so afterwards. `detail` is a number below 12 that picks a variant. */
export const purchaseDeeds = {
  async checkout(_: World, purchase: Purchase, detail: number) {
    // Now and then the key of an earlier request, with its body or with another one.
    const intent = {
      sessionId: randomUUID(),
      key: `${purchase.id} ${detail % 2}`,
      fingerprint: detail === 11 ? 'another body' : 'the body',
    };
    const answer = await unlessOver(purchase.run.update(checkout, intent));
    if (answer === 'over' || !('sessionId' in answer)) return;
    assert.equal(answer.sessionId, (purchase.session ??= answer.sessionId), 'a reservation has one session');
  },

  pay: (world: World, purchase: Purchase, detail: number) =>
    pay(world, purchase, detail, ({ run }, payment) => [run.update(confirm, payment)]),
  payTwiceAtOnce: (world: World, purchase: Purchase, detail: number) =>
    pay(world, purchase, detail, ({ run }, payment) => [run.update(confirm, payment), run.update(confirm, payment)]),

  async cancel(world: World, purchase: Purchase) {
    expectCanceled(world, purchase, await unlessOver(purchase.run.update(cancel)));
  },

  async cancelAndPayAtOnce(world: World, purchase: Purchase, detail: number) {
    const { run } = purchase;
    const canceled = detail % 2 === 0 ? unlessOver(run.update(cancel)) : undefined;
    await pay(world, purchase, detail, (_, payment) => [run.update(confirm, payment)]);
    expectCanceled(world, purchase, await (canceled ?? unlessOver(run.update(cancel))));
  },

  async deadline(world: World, purchase: Purchase) {
    await world.passDeadline(purchase, 0.01);
    await purchase.run.deadlinePasses();
    if (!purchase.paying)
      assert.notEqual(
        world.books.holds.get(purchase.id)?.status,
        'active',
        'a hold nobody pays for ends at its deadline',
      );
  },

  /** The deadline passes and the workflow, stuck, does not notice. */
  async overdue(world: World, purchase: Purchase, detail: number) {
    await world.passDeadline(purchase, [2, 20, 90, 900][detail % 4]!);
  },

  async engineerCancels(world: World, purchase: Purchase) {
    await purchase.run.cancel();
    if (!purchase.paying) assert.notEqual(world.books.holds.get(purchase.id)?.status, 'active');
  },
};

/** Waits for every payment that is in doubt; the provider has to be up. */
export const answersOf = ({ purchases }: World) => Promise.all(purchases.flatMap(({ paying }) => paying ?? []));

async function pay(
  world: World,
  purchase: Purchase,
  detail: number,
  ask: (purchase: Purchase, payment: Payment) => Promise<ConfirmAnswer>[],
) {
  const payment: Payment = { simulate: detail % 3 === 0 ? 'fail' : 'success' };
  const { awaited } = world.provider;
  const answered = Promise.all(ask(purchase, payment).map(unlessOver)).then((answers) => {
    purchase.paying = undefined;
    for (const answer of answers) {
      assert.deepEqual(answer, answers[0], 'two confirms at once hear the same');
      expectPaid(world, purchase, answer);
    }
  });
  const doubtful = !world.provider.isUp && purchase.run.query(reservationView).state === 'paying';
  if (!doubtful) return answered;
  // Nothing of a payment that waits may still be on its way when the next command comes.
  if (purchase.paying) return;
  purchase.paying = answered;
  await Promise.race([answered, awaited]);
}

function expectPaid({ books, bank }: World, purchase: Purchase, answer: ConfirmAnswer | 'over') {
  if (answer === 'over') return;
  const { outcome } = answer;
  const status = books.holds.get(purchase.id)?.status;
  const charge = bank.charges.get(chargeKey(purchase))?.status;
  if (outcome === 'converted') assert.deepEqual([status, charge], ['converted', 'captured']);
  if (outcome === 'declined')
    assert.ok(
      status !== 'active' && status !== 'converted' && charge === 'declined',
      `declined, but ${status} and ${charge}`,
    );
  if (outcome === 'expired') assert.notEqual(status, 'active');
}

function expectCanceled({ books }: World, { id }: Purchase, answer: CancelAnswer | 'over') {
  const status = books.holds.get(id)?.status;
  if (answer !== 'over' && answer.outcome === 'canceled')
    assert.ok(status === 'canceled' || status === 'expired', `canceled, but ${status}`);
}

const unlessOver = <Answer>(asked: Promise<Answer>): Promise<Answer | 'over'> =>
  asked.catch((failure: unknown) => {
    if (!(failure instanceof Over)) throw failure;
    return 'over';
  });
