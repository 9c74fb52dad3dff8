import { readdir, readFile } from 'node:fs/promises';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { DefaultLogger, Runtime, Worker, type ReplayResult, type WorkflowBundle } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../worker/worker.ts';

/** Recorded runs of every branch of every workflow (`npm run histories`). Running purchases are as old as these. */
const folder = new URL('histories/', import.meta.url);
/** How many branches each workflow has at least; a lost recording is noticed. */
const branches = { reconcile: 2, reservation: 14, sale: 8, 'waiting-room-entry': 7 };

let workflowBundle: WorkflowBundle;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  workflowBundle = await bundleWorkflows();
}, 60_000);

async function recordings(workflow: string): Promise<{ workflowId: string; history: ReturnType<typeof historyFromJSON> }[]> {
  const names = await readdir(new URL(`${workflow}/`, folder)).catch(() => []);
  return Promise.all(
    names.filter((name) => name.endsWith('.json')).map(async (name) => ({
      workflowId: name.replace('.json', ''),
      history: historyFromJSON(JSON.parse(await readFile(new URL(`${workflow}/${name}`, folder), 'utf8'))),
    })),
  );
}

async function replay(histories: Awaited<ReturnType<typeof recordings>>): Promise<ReplayResult[]> {
  const results: ReplayResult[] = [];
  for await (const result of Worker.runReplayHistories({ workflowBundle }, histories)) results.push(result);
  return results;
}

describe.each(Object.entries(branches))('recorded runs of %s', (workflow, atLeast) => {
  it('go the same way with the code of today', async () => {
    const histories = await recordings(workflow);
    expect(histories.length).toBeGreaterThanOrEqual(atLeast);
    const broken = (await replay(histories)).filter(({ error }) => error);
    expect(broken.map(({ workflowId, error }) => `${workflowId}: ${error?.message}`)).toEqual([]);
  }, 60_000);
});

it('notices a purchase that went another way than the code would go', async () => {
  const [sold] = (await recordings('reservation')).filter(({ workflowId }) => workflowId === 'sold');
  const altered = structuredClone(sold!.history);
  // Tickets issued without a charge: today's code would never.
  altered.events = altered.events?.filter((event) => stepOf(event) !== 'charge');
  expect(altered.events?.length).toBeLessThan(sold!.history.events!.length);
  altered.events?.forEach((event, i) => (event.eventId = { low: i + 1, high: 0, unsigned: false } as never));
  const [result] = await replay([{ workflowId: 'altered', history: altered }]);
  expect(result!.error).toBeDefined();
}, 60_000);

/** The local activity whose result an event records. */
function stepOf({ markerRecordedEventAttributes: marker }: NonNullable<ReturnType<typeof historyFromJSON>['events']>[number]): string | undefined {
  const data = marker?.details?.['data']?.payloads?.[0]?.data;
  return data ? (JSON.parse(Buffer.from(data).toString()) as { activity_type: string }).activity_type : undefined;
}
