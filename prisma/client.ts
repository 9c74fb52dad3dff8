import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';

/** A statement that takes longer has lost its reader: every HTTP answer is due within five seconds. */
const statementTimeoutMs = 4_000;
const connectTimeoutMs = 3_000;

export type Database = PrismaClient;

/**
 * The one place that opens the database. A connection is made when the first query needs it; encryption is asked for in
 * the address itself (`?sslmode=verify-full`).
 */
export function connectDatabase({ url, poolSize }: { url: string; poolSize: number }): Database {
  const adapter = new PrismaPg({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 2 * statementTimeoutMs,
    keepAlive: true,
    application_name: 'ticketdrop',
  });
  return new PrismaClient({ adapter });
}
