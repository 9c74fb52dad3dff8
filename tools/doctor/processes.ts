import type { Client } from '@temporalio/client';
import { queues } from '../../workflows/messages.ts';

/** A worker asks for work again after a minute at the latest. */
const ASKED_WITHIN_MS = 70_000;
const WORKFLOW_TASKS = 1;
/** Asks all partitions of a queue; without it the answer has only those workers that ask the first one. */
const OF_ALL_PARTITIONS = 1;

/** How many workers have asked Temporal for the tasks of purchases lately; one that has just ended still counts. */
export async function countWorkers({ workflowService, options }: Client, now = Date.now()): Promise<number> {
  const { versionsInfo } = await workflowService.describeTaskQueue({
    namespace: options.namespace,
    taskQueue: { name: queues.purchases },
    taskQueueTypes: [WORKFLOW_TASKS],
    apiMode: OF_ALL_PARTITIONS,
    versions: { unversioned: true, allActive: true },
    reportPollers: true,
  });
  const asked = Object.values(versionsInfo ?? {})
    .flatMap(({ typesInfo }) => typesInfo?.[WORKFLOW_TASKS]?.pollers ?? [])
    .filter(({ lastAccessTime }) => now - Number(lastAccessTime?.seconds ?? 0) * 1_000 < ASKED_WITHIN_MS);
  return new Set(asked.map(({ identity }) => identity)).size;
}

/** How many processes of an API answer, by the metrics of one of them; undefined where none does. */
export async function countApis(apiUrl: string): Promise<number | undefined> {
  const page = await fetch(`${apiUrl}/metrics`, { signal: AbortSignal.timeout(5_000) })
    .then(async (answer) => (answer.ok ? answer.text() : undefined))
    .catch(() => undefined);
  if (page === undefined) return undefined;
  return new Set(page.match(/^process_cpu_seconds_total\{process="\d+"/gm)).size || 1;
}
