import { Connection } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time';
import { eventIdAttribute } from '../../workflows/messages.ts';
import { CannotStart } from '../cannot-start.ts';
import { until } from '../poll.ts';

const retention = '7 days';

/** INDEXED_VALUE_TYPE_KEYWORD of Temporal's API. */
const keyword = 2;

/** gRPC status codes. */
const notFound = 5;

export async function isServing(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 3_000 });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes a namespace fit for our workflows: it exists, keeps what has ended for at least seven days, and knows the search
 * attribute, without which every workflow that carries it would run and fail for ever.
 */
export async function prepareNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 10_000 });
  try {
    await keepLongEnough(connection, namespace);
    await registerAttribute(connection, namespace);
  } finally {
    await connection.close();
  }
}

async function keepLongEnough({ workflowService, operatorService }: Connection, namespace: string): Promise<void> {
  const workflowExecutionRetentionTtl = msToTs(retention);
  // A server that has just started answers before its default namespace is written.
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
  const kept = described.config?.workflowExecutionRetentionTtl;
  if (kept && tsToMs(kept) >= tsToMs(workflowExecutionRetentionTtl)) return;
  await workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
}

/** A namespace that was just made is written at once, and known to every part of the server some seconds later. */
async function hasAttributes(operatorService: Connection['operatorService'], namespace: string): Promise<boolean> {
  try {
    await operatorService.listSearchAttributes({ namespace });
    return true;
  } catch (error) {
    if ((error as { code?: number }).code !== notFound) throw error;
    return false;
  }
}

async function registerAttribute({ operatorService }: Connection, namespace: string): Promise<void> {
  const { name } = eventIdAttribute;
  const isKnown = async () => {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const type = customAttributes?.[name];
    if (type !== undefined && type !== keyword)
      throw new CannotStart(
        `Temporal's namespace ${namespace} has a search attribute ${name} that is not a Keyword: rename it or use another namespace (TEMPORAL_NAMESPACE).`,
      );
    return type === keyword;
  };
  if (await isKnown()) return;
  await operatorService.addSearchAttributes({ namespace, searchAttributes: { [name]: keyword } });
  if (!(await until(isKnown, { withinMs: 15_000 })))
    throw new CannotStart(`Temporal did not register the search attribute ${name} within 15 s.`);
}
