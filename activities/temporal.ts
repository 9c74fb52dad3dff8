import { readFileSync } from 'node:fs';
import { WorkflowNotFoundError, type ConnectionOptions, type WorkflowClient } from '@temporalio/client';
import type { Config } from '../config.ts';

/** Where Temporal is, and how a connection is made secret and allowed. */
export type TemporalAddress = Pick<Config, 'TEMPORAL_ADDRESS' | 'TEMPORAL_NAMESPACE'> &
  Partial<
    Pick<Config, 'TEMPORAL_TLS' | 'TEMPORAL_TLS_CA' | 'TEMPORAL_TLS_CERT' | 'TEMPORAL_TLS_KEY' | 'TEMPORAL_API_KEY'>
  >;

/**
 * The options of a connection to Temporal, the same for clients and workers. An API key is never sent without TLS; the
 * name of a namespace is sent along, because a hosted Temporal finds its server by it.
 */
export function temporalConnection({
  TEMPORAL_ADDRESS: address,
  TEMPORAL_NAMESPACE: namespace,
  TEMPORAL_TLS: asked = false,
  TEMPORAL_TLS_CA: ca,
  TEMPORAL_TLS_CERT: crt,
  TEMPORAL_TLS_KEY: key,
  TEMPORAL_API_KEY: apiKey,
}: TemporalAddress): Pick<ConnectionOptions, 'address' | 'tls' | 'metadata'> & { apiKey?: string } {
  const tls = {
    ...(ca && { serverRootCACertificate: readFileSync(ca) }),
    ...(crt && key && { clientCertPair: { crt: readFileSync(crt), key: readFileSync(key) } }),
  };
  return {
    address,
    ...((asked || ca || crt || apiKey) && { tls }),
    ...(apiKey && { apiKey, metadata: { 'temporal-namespace': namespace } }),
  };
}

/** Turns the failure of a call to a workflow that does not run into undefined; every other failure is thrown again. */
export function ignoreNotFound(failure: unknown): undefined {
  if (!(failure instanceof WorkflowNotFoundError)) throw failure;
}

/**
 * Turns the failure to start a workflow that was started before into undefined; every other failure is thrown again.
 */
export function ignoreAlreadyStarted(failure: unknown): undefined {
  if (!(failure instanceof Error && failure.name === 'WorkflowExecutionAlreadyStartedError')) throw failure;
}

/** Whether the latest workflow of this id runs. `unknown` where Temporal has none. */
export async function workflowState(workflow: WorkflowClient, id: string): Promise<'running' | 'ended' | 'unknown'> {
  const description = await workflow.getHandle(id).describe().catch(ignoreNotFound);
  if (!description) return 'unknown';
  return description.status.name === 'RUNNING' ? 'running' : 'ended';
}

/** What follows the prefix in the ids of the running workflows of a type, by an index that is some seconds behind. */
export async function runningIds(
  workflow: WorkflowClient,
  type: 'sale' | 'reservation',
  prefix: string,
): Promise<Set<string>> {
  const ids = new Set<string>();
  const query = `WorkflowType = '${type}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of workflow.list({ query, pageSize: 1_000 }))
    ids.add(workflowId.slice(prefix.length));
  return ids;
}
