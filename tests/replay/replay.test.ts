import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { DefaultLogger, Runtime, type WorkflowBundle } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../worker/worker.ts';
import { failures, recordings, replay, stepOf } from './recordings.ts';
import type { Recorded } from './versions.ts';

/** The least number of branches of each workflow in its current version, so that a lost recording is noticed. */
const branches: Record<Recorded, number> = {
  'event-refunds': 3,
  mail: 3,
  reconcile: 3,
  reservation: 30,
  sale: 14,
  'waiting-room-entry': 7,
};

let workflowBundle: WorkflowBundle;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  workflowBundle = await bundleWorkflows();
}, 60_000);

describe.each(Object.entries(branches) as [Recorded, number][])('recorded runs of %s', (workflow, atLeast) => {
  it('take the same path with the current code, whichever version they ran on', async () => {
    expect(failures(await replay(workflowBundle, await recordings(workflow)))).toEqual([]);
  }, 60_000);

  it('contain no path of the machine that recorded them', async () => {
    for (const { workflowId, history } of await recordings(workflow))
      expect(historyToJSON(history), workflowId).not.toMatch(/\/node_modules\//);
  });

  it('cover every branch of the current version', async () => {
    expect((await recordings(workflow, { current: true })).length).toBeGreaterThanOrEqual(atLeast);
  });
});

it('detects a purchase that took another path than the current code would take', async () => {
  const sold = (await recordings('reservation')).find(({ workflowId }) => workflowId === 'sold.v1')!;
  const altered = structuredClone(sold.history);
  // Tickets issued without a charge, which the current code never does.
  altered.events = altered.events?.filter((event) => stepOf(event) !== 'charge');
  expect(altered.events?.length).toBeLessThan(sold.history.events!.length);
  altered.events?.forEach((event, i) => (event.eventId = { low: i + 1, high: 0, unsigned: false } as never));
  const [result] = await replay(workflowBundle, [{ workflowId: 'altered', history: altered }]);
  expect(result!.error).toBeDefined();
}, 60_000);
