import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually } from '../harness.ts';
import { inTime, reserveWithRetry, withRetry } from './client-requests.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { faultStack, db, drop, reconcile, temporal } = await useFaultStack();
const { postgres } = faultStack.proxies.worker;
/** Longer than a local step may take: Postgres has done its part and the workflow does not know it yet. */
const SLOW_MS = 6_000;

describe('a request that comes before its purchase knows of the one before it', () => {
  it('F44 is paid in the end when the answer to the checkout was lost on its way to the workflow', async () => {
    const { buyer, orders } = await drop({ capacity: 2 });
    const ada = await buyer().enter();
    const held = await reserveWithRetry(() => ada.reserve(1), ada.mine);
    await postgres.slow(SLOW_MS);
    const key = randomUUID();
    expect((await inTime(() => ada.checkout(held.body.id, key))).status).toBe(503);
    const session = await withRetry(() => ada.checkout(held.body.id, key));
    expect(session.status).toBe(200);
    expect((await inTime(() => ada.confirm(session.body.id))).status).toBe(503);
    await postgres.restore();
    expect([200, 201]).toContain((await withRetry(() => ada.confirm(session.body.id))).status);
    expect(await orders()).toHaveLength(1);
  }, 120_000);

  it.each(['pays', 'gives back'])(
    'F44 %s in the end when the hold itself had no answer yet',
    async (what) => {
      const { eventId, buyer, reservation } = await drop({ capacity: 2 });
      const ada = await buyer().enter();
      await postgres.slow(SLOW_MS);
      expect((await inTime(() => ada.reserve(1))).status).toBe(503);
      const [held] = await eventually(
        () => db.reservation.findMany({ where: { event_id: eventId, status: 'active' } }),
        (all) => all.length > 0,
      );
      const key = randomUUID();
      const first = () => (what === 'pays' ? ada.checkout(held!.id, key) : ada.giveBack(held!.id));
      expect((await inTime(first)).status).toBe(503);
      await postgres.restore();
      const answer = await withRetry(first);
      // A hold that was not answered in time is given back, so the buyer may also hear that it is over.
      if (what === 'gives back') expect((await reservation(held!.id)).status).toBe('canceled');
      else if (answer.status === 409) expect((await reservation(held!.id)).status).toBe('canceled');
      else expect((await withRetry(() => ada.confirm(answer.body.id))).status).toBe(201);
    },
    120_000,
  );

  it('F44 is paid when Temporal has lost the purchase and the reconciler adopts it', async () => {
    const { buyer, orders } = await drop({ capacity: 2, reservation_ttl_seconds: 120 });
    const ada = await buyer().enter();
    const held = await reserveWithRetry(() => ada.reserve(1), ada.mine);
    const key = randomUUID();
    const session = await withRetry(() => ada.checkout(held.body.id, key));
    await lose(held.body.id);
    expect((await inTime(() => ada.confirm(session.body.id))).status).toBe(503);
    await eventually(
      async () => {
        await reconcile();
        return ada.confirm(session.body.id);
      },
      ({ status }) => status !== 503,
      60_000,
    ).then(({ status }) => expect(status).toBe(201));
    expect(await orders()).toHaveLength(1);
  }, 120_000);
});

/** Deletes the workflow of a purchase, as the loss of Temporal's storage does. */
async function lose(reservationId: string) {
  const workflowExecution = { workflowId: workflowIds.reservation(reservationId) };
  await temporal.workflowService.deleteWorkflowExecution({ namespace: 'default', workflowExecution });
  await eventually(
    () =>
      temporal.workflow
        .getHandle(workflowExecution.workflowId)
        .describe()
        .then(
          () => 'there',
          () => 'lost',
        ),
    (state) => state === 'lost',
    30_000,
  );
}
