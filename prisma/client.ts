import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';

/** No caller waits for a statement that takes longer: every HTTP answer is due within five seconds. */
const statementTimeoutMs = 4_000;
const connectTimeoutMs = 3_000;
/** How many statements a connection keeps prepared. Ours are far fewer; lists of values could make ever new ones. */
const mostStatements = 500;
/**
 * A connection keeps the plan of a statement, and Postgres plans for the rows of its last ANALYZE: at the start of a
 * sale next to none, so that it would read whole tables until it counts them again, a minute or thousands of sales
 * later. Compiling (JIT) is for statements that run for seconds.
 */
const planning = '-c enable_seqscan=off -c jit=off';

export type Database = PrismaClient;

/**
 * The one place that opens the database. A connection is made when the first query needs it; encryption is asked for in
 * the address itself (`?sslmode=verify-full`).
 */
export function connectDatabase({ url, poolSize }: { url: string; poolSize: number }): Database {
  const pool = {
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 2 * statementTimeoutMs,
    options: planning,
    keepAlive: true,
    application_name: 'ticketdrop',
  };
  return new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }) });
}

/** Names statements by their text, so that a connection parses and plans each once instead of each time. */
function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const name =
      names.get(sql) ?? (names.size < mostStatements ? createHash('sha256').update(sql).digest('base64url') : '');
    if (name !== '') names.set(sql, name);
    return name;
  };
}
