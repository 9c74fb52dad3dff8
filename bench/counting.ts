import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from './stack.ts';

/** What the stores have done since they started. Bytes are those sent and received. */
export type StoreCounts = { redisCommands: number; redisBytes: number; statements: number };

/** Commands that run all the time, whether or not anybody buys: readers of the join stream, and this counter. */
const polling = new Set(['xreadgroup', 'xautoclaim', 'smembers', 'info', 'ping', 'hget', 'xlen']);

/** Makes PostgreSQL log every statement from now on. */
export async function logStatements({ db }: Stack): Promise<void> {
  await db.$executeRawUnsafe(`ALTER SYSTEM SET log_statement = 'all'`);
  await db.$executeRawUnsafe('SELECT pg_reload_conf()');
  await pause(500);
}

export async function countNow({ redis, dataDir }: Stack): Promise<StoreCounts> {
  const [commands, stats] = await Promise.all([redis.info('commandstats'), redis.info('stats')]);
  const calls = [...commands.matchAll(/^cmdstat_([^:|]+)[^:]*:calls=(\d+)/gm)].filter(
    ([, name]) => !polling.has(name!),
  );
  const bytes = ['total_net_input_bytes', 'total_net_output_bytes'].map((name) =>
    Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(stats)?.[1]),
  );
  return {
    redisCommands: calls.reduce((total, [, , count]) => total + Number(count), 0),
    redisBytes: bytes.reduce((total, count) => total + count, 0),
    statements:
      readFileSync(join(dataDir, 'logs', 'postgresql.log'), 'utf8').match(/LOG: {2}(execute|statement)/g)?.length ?? 0,
  };
}

export const difference = (after: StoreCounts, before: StoreCounts): StoreCounts => ({
  redisCommands: after.redisCommands - before.redisCommands,
  redisBytes: after.redisBytes - before.redisBytes,
  statements: after.statements - before.statements,
});

/** Averages over closed workflows: tasks, state transitions, events and bytes of history. */
export async function workflowCosts({ temporal }: Stack, ids: string[]) {
  const total = { tasks: 0, transitions: 0, events: 0, bytes: 0 };
  for (const id of ids) {
    const handle = temporal.workflow.getHandle(id);
    const { raw } = await handle.describe();
    const { events } = await handle.fetchHistory();
    total.tasks +=
      events?.filter(({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes).length ?? 0;
    total.transitions += Number(raw.workflowExecutionInfo?.stateTransitionCount);
    total.events += Number(raw.workflowExecutionInfo?.historyLength);
    total.bytes += Number(raw.workflowExecutionInfo?.historySizeBytes);
  }
  return {
    tasks: total.tasks / ids.length,
    transitions: total.transitions / ids.length,
    events: total.events / ids.length,
    bytes: total.bytes / ids.length,
  };
}
