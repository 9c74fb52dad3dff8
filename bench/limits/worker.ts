import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { readConfig } from '../../config.ts';
import { queue } from './messages.ts';

const activities = { nothing: async (): Promise<void> => undefined };
export type LimitActivities = typeof activities;

/** A worker with the product's settings, for workflows whose activities do nothing. */
const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace } = readConfig(process.env);
Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: ['SIGTERM'] });
const [connection, workflowBundle] = await Promise.all([
  NativeConnection.connect({ address }),
  bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('workflow.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  }),
]);
const worker = await Worker.create({ connection, namespace, workflowBundle, activities, taskQueue: queue });
await worker.run();
await connection.close();
