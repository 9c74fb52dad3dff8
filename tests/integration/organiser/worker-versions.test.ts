import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Activities } from '../../../activities/activities.ts';
import { temporalPurchaseUpdates } from '../../../activities/purchase/purchase-updates.ts';
import { prepareNamespace } from '../../../scripts/components/temporal-namespace.ts';
import { bundleWorkflows, createWorkers, deploymentName } from '../../../worker/worker.ts';
import { queues, settings, workflowIds, type SaleWorkflow } from '../../../workflows/messages.ts';
import { eventually, stack } from '../../harness.ts';

const { temporal, environment } = stack();
const namespace = `builds-${randomUUID()}`;
const client = new Client({ connection: temporal.connection, namespace });
const buyers = temporalPurchaseUpdates(client);

/** The purchases that were sent a receipt: only the new build has that step. */
const receipts: string[] = [];
const inThreeMinutes = () => new Date(Date.now() + 180_000).toISOString();
const steps = {
  prepareSale: async () => ({
    open: true,
    opened: false,
    onSaleAt: Date.now() + 60_000,
    closesAt: Date.now() + 600_000,
    paused: false,
    waveIntervalMs: 30_000,
    nextWave: 1,
  }),
  holdTickets: async () => ({ outcome: 'held', expiresAt: inThreeMinutes() }) as const,
  openCheckout: async () => ({ outcome: 'opened', sessionId: 'a session', expiresAt: inThreeMinutes() }) as const,
  payForTickets: async () => ({ outcome: 'issued', orderId: 'the order' }) as const,
  sendReceipt: async (reservationId: string) => void receipts.push(reservationId),
};

let connection: NativeConnection | undefined;
const running: { workers: Worker[]; ended: Promise<unknown> }[] = [];
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  await prepareNamespace(
    { TEMPORAL_ADDRESS: environment['TEMPORAL_ADDRESS']!, TEMPORAL_NAMESPACE: namespace },
    { retentionDays: 1, orLonger: true },
  );
  connection = await NativeConnection.connect({ address: environment['TEMPORAL_ADDRESS']! });
});
afterAll(async () => {
  for (const { workers } of running) for (const worker of workers) worker.shutdown();
  await Promise.all(running.map(({ ended }) => ended));
  await connection?.close();
});

/** Starts the workers of a build and makes it the current one, so that new purchases go to it. */
async function deploy(buildId: string, workflows?: URL) {
  const workflowBundle = await bundleWorkflows({ workflows });
  const workers = await createWorkers({
    connection: connection!,
    namespace,
    workflowBundle,
    activities: steps as Partial<Activities> as Activities,
    shutdownGraceMs: 1_000,
    buildId,
  });
  running.push({ workers, ended: Promise.all(workers.map((worker) => worker.run())) });
  // Temporal registers a build when its workers first poll for tasks.
  const makeCurrent = () =>
    client.workflowService
      .setWorkerDeploymentCurrentVersion({ namespace, deploymentName, buildId, identity: 'tests' })
      .then(() => 'current', String);
  await eventually(makeCurrent, (answer) => answer === 'current', 60_000);
}

const reserve = async () => {
  const reservationId = randomUUID();
  const request = {
    reservationId,
    eventId: randomUUID(),
    tierId: randomUUID(),
    buyerId: 'buyer',
    token: randomUUID(),
    quantity: 1,
  };
  expect(
    await eventually(
      () => buyers.hold(request, Date.now()),
      ({ outcome }) => outcome !== 'busy',
    ),
  ).toMatchObject({ outcome: 'held' });
  return reservationId;
};

const startSale = async () => {
  const sale = await client.workflow.start<SaleWorkflow>('sale', {
    workflowId: workflowIds.sale(randomUUID()),
    taskQueue: queues.purchases,
    args: [{ eventId: randomUUID() }],
  });
  await eventually(
    () => buildOf(sale.workflowId),
    (build) => build === 'one',
  );
  return sale;
};

const pay = async (reservationId: string) => {
  expect(
    await buyers.checkout(reservationId, { sessionId: 'a session', key: randomUUID(), fingerprint: 'a body' }),
  ).toMatchObject({ outcome: 'opened' });
  expect(await buyers.confirm(reservationId, { simulate: 'success' })).toEqual({
    outcome: 'converted',
    orderId: 'the order',
  });
  await client.workflow.getHandle(workflowIds.reservation(reservationId)).result();
};

const buildOf = async (workflowId: string) => {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
};

it('finishes running purchases on their build, while new ones go to a build that could not replay them', async () => {
  await deploy('one');
  const sale = await startSale();
  const startedBefore = await reserve();
  await deploy('two', new URL('../../replay/change/unpatched.ts', import.meta.url));
  const startedAfter = await reserve();
  await Promise.all([pay(startedBefore), pay(startedAfter)]);
  expect([
    await buildOf(workflowIds.reservation(startedBefore)),
    await buildOf(workflowIds.reservation(startedAfter)),
  ]).toEqual(['one', 'two']);
  expect(receipts).toEqual([startedAfter]);
  // The sale runs for days, so it moves: its next task goes to the new build.
  await sale.signal(settings);
  await eventually(
    () => buildOf(sale.workflowId),
    (build) => build === 'two',
  );
}, 180_000);
