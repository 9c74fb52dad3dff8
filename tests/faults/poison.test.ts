import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually } from '../harness.ts';
import { expectUnavailable } from './client-requests.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { db, drop, reconcile, temporal } = await useFaultStack();

const passDeadline = (id: string) =>
  db.$executeRaw`UPDATE reservations SET expires_at = now() - interval '70 seconds' WHERE id = ${id}::uuid`;
const statusOf = (id: string) =>
  temporal.workflow
    .getHandle(workflowIds.reservation(id))
    .describe()
    .then(({ status }) => status.name);

describe('when a purchase fails', () => {
  it('F24 frees the tickets of a purchase whose workflow always fails, and disturbs no other purchase', async () => {
    const { eventId, buyer, tierIds, tiers, reservation } = await drop({ capacity: 4 });
    const [poor, ada] = [await buyer().enter(), await buyer().enter()];
    const id = '00000000-0000-4000-8000-'.concat(eventId.slice(-12));
    await db.$queryRaw`
      SELECT hold_tickets(${id}::uuid, ${eventId}::uuid, ${tierIds[0]}::uuid, ${poor.id}, ${poor.token}::uuid,
        2, 6, 60)`;
    // The workflow cannot read this input, so each of its tasks fails with a plain error.
    const handle = await temporal.workflow.start('reservation', {
      workflowId: workflowIds.reservation(id),
      taskQueue: 'ticketdrop-purchases',
      args: [null],
    });
    const pendingHold = handle.executeUpdate('hold').catch(() => undefined);
    await eventually(
      () => handle.describe().then(({ raw }) => raw.pendingWorkflowTask?.attempt ?? 0),
      (attempt) => attempt > 1,
      30_000,
    );
    await expectUnavailable(() => poor.checkout(id));
    expect((await ada.buy(1)).status).toBe(201);
    expect(await statusOf(id)).toBe('RUNNING');
    await passDeadline(id);
    await eventually(
      async () => {
        await reconcile();
        return reservation(id);
      },
      ({ status }) => status === 'expired',
    );
    expect(await tiers()).toMatchObject([{ held: 0, sold: 1 }]);
    await handle.terminate('the test is over');
    await pendingHold;
  }, 60_000);
});
