import { randomUUID } from 'node:crypto';
import { open as openFile } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { connectDatabase, type Database } from '../../../prisma/client.ts';
import { migrate } from '../../../scripts/migrate.ts';
import { eventually } from '../../harness.ts';

/** A step of a plan as Postgres writes it, with what it read when it ran. */
type Step = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Step[];
};
const Logged = z.object({ 'Query Text': z.string(), Plan: z.custom<Step>((plan) => plan !== undefined) });
export type LoggedPlan = z.infer<typeof Logged>;

/** Has Postgres log the plan of every statement of later sessions, also of those inside functions and triggers. */
async function logPlans(db: Database, database: string, planCacheMode: string): Promise<void> {
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_nested_statements': 'on',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_timing': 'off',
    'auto_explain.log_format': 'json',
    plan_cache_mode: planCacheMode,
  };
  for (const [name, value] of Object.entries(settings))
    await db.$executeRawUnsafe(`ALTER DATABASE ${database} SET ${name} = '${value}'`);
}

/**
 * A database of its own beside that at `url`, with the product's tables, whose statements leave their plans in the
 * server's log. What is sent to `db` leaves none; what is sent to a client that `open` made does.
 */
export async function databaseWithPlans(
  url: string,
  server: Database,
  planCacheMode: string,
): Promise<{ db: Database; open: () => Database }> {
  const name = `plans_${randomUUID().slice(0, 8)}`;
  await server.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = name;
  await migrate(own.href);
  const open = () => {
    const client = connectDatabase({ url: own.href, poolSize: 1 });
    onTestFinished(() => client.$disconnect());
    return client;
  };
  // This one is open before plans are logged. It fills the tables, which may take long on a loaded machine.
  const db = open();
  await db.$executeRaw`SET statement_timeout = 0`;
  await logPlans(server, name, planCacheMode);
  return { db, open };
}

/** Reads the plans of what `work` sends, from the log of the server. */
export async function plansOf(db: Database, logFile: string, work: () => Promise<unknown>): Promise<LoggedPlan[]> {
  const file = await openFile(logFile);
  try {
    const { size } = await file.stat();
    await work();
    // The last line is the mark's, and Postgres writes a session's lines in order.
    const mark = `'${randomUUID()}'`;
    await db.$queryRawUnsafe(`SELECT ${mark}`);
    const text = await eventually(
      async () => {
        const { size: now } = await file.stat();
        return (await file.read(Buffer.alloc(now - size), 0, now - size, size)).buffer.toString();
      },
      (read) => read.slice(read.indexOf(mark)).includes('\n\t}\n') && read.includes(mark),
    );
    return [...text.matchAll(/ plan:\n(\t\{\n[^]*?\n\t\})\n/g)]
      .map(([, json]) => Logged.parse(JSON.parse(json!)))
      .filter((plan) => !plan['Query Text'].includes(mark));
  } finally {
    await file.close();
  }
}

/** A plan's steps, from the top. */
const stepsOf = (step: Step): Step[] => [step, ...(step.Plans ?? []).flatMap(stepsOf)];

/** Rows that a step looked at, those it passed on and those it threw away. */
const rowsRead = (step: Step) =>
  ((step['Actual Rows'] ?? 0) +
    (step['Rows Removed by Filter'] ?? 0) +
    (step['Rows Removed by Join Filter'] ?? 0) +
    (step['Rows Removed by Index Recheck'] ?? 0)) *
  (step['Actual Loops'] ?? 1);

/** What of these plans costs more, the more was sold: reading a table from end to end, or many rows of it. */
export const growing = (plans: LoggedPlan[], mostRows: number): string[] =>
  plans.flatMap((plan) =>
    stepsOf(plan.Plan)
      .filter((step) => step['Node Type'] === 'Seq Scan' || rowsRead(step) > mostRows)
      .map((step) => {
        const { 'Node Type': type, 'Relation Name': table = '', 'Index Name': index = '' } = step;
        const statement = plan['Query Text'].replaceAll(/\s+/g, ' ').slice(0, 160);
        return `${type} ${table} ${index} reads ${rowsRead(step)} rows: ${statement}`;
      }),
  );
