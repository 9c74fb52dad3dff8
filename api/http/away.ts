import {
  isGrpcServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { Prisma } from '../../prisma/generated/client.ts';

/**
 * gRPC's codes for a server that is away, busy or late: CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE;
 * and FAILED_PRECONDITION, the answer to the two-thousandth update of one workflow.
 */
const grpcCodes = new Set<number>([1, 4, 8, 9, 14]);

/**
 * Prisma's codes for the same: unreachable, timed out, connection closed, pool exhausted, transaction timed out or in
 * conflict, too many connections.
 */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034', 'P2037']);

/** The driver's kinds of error, for raw queries, which have none of Prisma's codes. */
const driverKinds = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TransactionWriteConflict',
]);

/**
 * SQLSTATE classes: connection lost, rolled back for another transaction, out of disk, memory or connections, shut down
 * or timed out, I/O; and a lock not granted.
 */
const sqlStates = /^(08|40|53|57|58)|^55P03$|^25P03$/;

/** ioredis names its errors by what happened; all of these mean that Redis did not do what was asked. */
const redisErrors = /^(MaxRetriesPerRequestError|ReplyError|AbortError|ClusterAllFailedError)$/;
const broken = new RegExp(
  'ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|Command timed out|Connection is closed|' +
    "isn't writeable|isn't ready|Too many Cluster redirections|" +
    'timeout exceeded when trying to connect|Connection terminated',
);

/** Whether a failure means that Postgres, Redis or Temporal is away, busy or late, and is no defect of the API. */
export function isAway(failure: unknown): boolean {
  for (let error = failure; error instanceof Error; error = error.cause) {
    if (isGrpcServiceError(error) && grpcCodes.has(error.code)) return true;
    if (
      error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
      error instanceof WorkflowUpdateFailedError ||
      error instanceof WorkflowNotFoundError
    )
      return true;
    if (error instanceof Prisma.PrismaClientInitializationError) return true;
    if (error instanceof Prisma.PrismaClientKnownRequestError && isDatabaseAway(error)) return true;
    if (redisErrors.test(error.name) || broken.test(error.message)) return true;
  }
  return false;
}

function isDatabaseAway({ code, meta }: Prisma.PrismaClientKnownRequestError): boolean {
  // Prisma keeps what Postgres or the driver said under the driver's error.
  const { originalCode = '', kind = '' } =
    (meta?.['driverAdapterError'] as { cause?: { originalCode?: string; kind?: string } } | undefined)?.cause ?? {};
  return prismaCodes.has(code) || sqlStates.test(originalCode) || driverKinds.has(kind);
}
