import { Connection } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';
import { temporalConnection, type TemporalAddress } from '../../activities/temporal.ts';
import { eventIdAttribute } from '../../workflows/messages.ts';
import { CannotStart } from '../cannot-start.ts';
import { until } from '../poll.ts';

export type NamespacePlan = {
  retentionDays: number;
  /** Whether a namespace that keeps ended workflows longer stays as it is. */
  orLonger: boolean;
};

const dayMs = 86_400_000;

/** INDEXED_VALUE_TYPE_KEYWORD in Temporal's API. */
const keyword = 2;

/** gRPC status codes; PERMISSION_DENIED and UNIMPLEMENTED are what a hosted Temporal answers. */
const notFound = 5;
const notAllowed = new Set([7, 12]);

/** Whether a Temporal server accepts connections at this address. */
export async function isServing(address: TemporalAddress): Promise<boolean> {
  try {
    const connection = await Connection.connect({ ...temporalConnection(address), connectTimeout: 3_000 });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}

/**
 * Prepares a namespace for our workflows: creates it if missing, says how long ended workflows are kept, and registers
 * the search attribute, without which every workflow that sets it would fail and retry for ever.
 */
export async function prepareNamespace(address: TemporalAddress, plan: NamespacePlan): Promise<void> {
  const connection = await Connection.connect({ ...temporalConnection(address), connectTimeout: 10_000 });
  const { TEMPORAL_NAMESPACE: namespace } = address;
  try {
    await ensureRetention(connection, namespace, plan);
    await ensureSearchAttribute(connection, namespace);
  } catch (failure) {
    if (!notAllowed.has((failure as { code?: number }).code ?? 0)) throw failure;
    // A hosted Temporal is prepared by its own tools.
    console.warn(
      `Temporal does not let us prepare the namespace ${namespace}: see that it exists, keeps ended workflows for ` +
        `${plan.retentionDays} days, and has the search attribute ${eventIdAttribute.name} of type Keyword.`,
    );
  } finally {
    await connection.close();
  }
}

async function ensureRetention(
  { workflowService, operatorService }: Connection,
  namespace: string,
  { retentionDays, orLonger }: NamespacePlan,
): Promise<void> {
  const retentionMs = retentionDays * dayMs;
  const workflowExecutionRetentionTtl = msToTs(retentionMs);
  // A server that has just started accepts requests before its default namespace exists.
  let described: Awaited<ReturnType<typeof workflowService.describeNamespace>> | undefined;
  await until(
    async () => {
      described = await workflowService.describeNamespace({ namespace }).catch((error: { code?: number }) => {
        if (error.code === notFound) return undefined;
        throw error;
      });
      return described !== undefined;
    },
    { withinMs: 3_000 },
  );
  if (described === undefined) {
    await workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: workflowExecutionRetentionTtl,
    });
    await until(() => hasAttributes(operatorService, namespace), { withinMs: 30_000 });
    return;
  }
  const retained = described.config?.workflowExecutionRetentionTtl;
  const retainedMs = retained ? tsToMs(retained) : 0;
  if (orLonger ? retainedMs >= retentionMs : retainedMs === retentionMs) return;
  await workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
}

/** Whether every part of the server has loaded a new namespace, which takes some seconds after it was registered. */
async function hasAttributes(operatorService: Connection['operatorService'], namespace: string): Promise<boolean> {
  try {
    await operatorService.listSearchAttributes({ namespace });
    return true;
  } catch (error) {
    if ((error as { code?: number }).code !== notFound) throw error;
    return false;
  }
}

async function ensureSearchAttribute({ operatorService }: Connection, namespace: string): Promise<void> {
  const { name } = eventIdAttribute;
  const isRegistered = async () => {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const type = customAttributes?.[name];
    if (type !== undefined && type !== keyword)
      throw new CannotStart(
        `Temporal's namespace ${namespace} has a search attribute ${name} that is not a Keyword: ` +
          'rename it or use another namespace (TEMPORAL_NAMESPACE).',
      );
    return type === keyword;
  };
  if (await isRegistered()) return;
  await operatorService.addSearchAttributes({ namespace, searchAttributes: { [name]: keyword } });
  if (!(await until(isRegistered, { withinMs: 15_000 })))
    throw new CannotStart(`Temporal did not register the search attribute ${name} within 15 s.`);
}
