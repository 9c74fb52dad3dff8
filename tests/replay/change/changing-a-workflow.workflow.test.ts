import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import type { WorkflowBundle } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../../worker/worker.ts';
import {
  checkout,
  confirm,
  hold,
  PURCHASE_REVISION,
  workflowIds,
  type ReservationWorkflow,
} from '../../../workflows/messages.ts';
import { timeSkipping } from '../../time-skipping.ts';
import { failures, recordings, replay, type Recording } from '../recordings.ts';

const code = { unpatched: new URL('unpatched.ts', import.meta.url), patched: new URL('patched.ts', import.meta.url) };
const skipping = timeSkipping(code.patched);

let current: WorkflowBundle;
let unpatched: WorkflowBundle;
let patched: WorkflowBundle;
let old: Recording[];
beforeAll(async () => {
  [current, unpatched, patched, old] = await Promise.all([
    bundleWorkflows(),
    bundleWorkflows({ workflows: code.unpatched }),
    bundleWorkflows({ workflows: code.patched }),
    recordings('reservation'),
  ]);
}, 60_000);

describe('a step that is added to a purchase', () => {
  it('breaks running purchases when it is added without a patch', async () => {
    const broken = failures(await replay(unpatched, old));
    expect(broken.length).toBeGreaterThan(0);
    expect(broken).toContainEqual(expect.stringMatching(/^sold\.v1: .*[Nn]ondeterminism/));
  });

  it('leaves running purchases alone behind patched()', async () => {
    expect(failures(await replay(patched, old))).toEqual([]);
  });

  it('is taken by new purchases, which are marked and replay with the new code only', async () => {
    const receipts: string[] = [];
    const { history, reservationId } = await buyWithReceipt(receipts);
    expect(receipts).toEqual([reservationId]);
    expect(history.events?.map(({ markerRecordedEventAttributes: marker }) => marker?.markerName)).toContain(
      'core_patch',
    );
    const bought = [{ workflowId: 'with a receipt', history }];
    expect(failures(await replay(patched, bought))).toEqual([]);
    // A rollback is impossible as soon as one purchase has started on the new code.
    expect(failures(await replay(current, bought))).toHaveLength(1);
  });
});

async function buyWithReceipt(receipts: string[]) {
  const expiresAt = new Date((await skipping.env.currentTimeMs()) + 180_000).toISOString();
  const request = {
    reservationId: randomUUID(),
    eventId: randomUUID(),
    tierId: randomUUID(),
    buyerId: 'buyer',
    token: randomUUID(),
    quantity: 2,
  };
  const steps = {
    holdTickets: async () => ({ outcome: 'held', expiresAt }) as const,
    openCheckout: async () => ({ outcome: 'opened', sessionId: 'a session', expiresAt }) as const,
    payForTickets: async () => ({ outcome: 'issued', orderId: 'the order' }) as const,
    sendReceipt: async (reservationId: string) => void receipts.push(reservationId),
  };
  return skipping.run(steps, async ({ taskQueue }) => {
    const startWorkflowOperation = new WithStartWorkflowOperation<ReservationWorkflow>('reservation', {
      workflowId: workflowIds.reservation(request.reservationId),
      taskQueue,
      args: [request, PURCHASE_REVISION],
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    await skipping.env.client.workflow.executeUpdateWithStart(hold, { startWorkflowOperation });
    const handle = await startWorkflowOperation.workflowHandle();
    await handle.executeUpdate(checkout, { args: [{ sessionId: 'a session', key: 'a key', fingerprint: 'a body' }] });
    await handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] });
    await handle.result();
    return { reservationId: request.reservationId, history: await handle.fetchHistory() };
  });
}
