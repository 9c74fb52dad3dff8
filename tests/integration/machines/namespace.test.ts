import { randomUUID } from 'node:crypto';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { expect, inject, it } from 'vitest';
import { prepareNamespace, type NamespacePlan } from '../../../scripts/components/temporal-namespace.ts';
import { stack } from '../../harness.ts';

const { temporal } = stack();
const namespace = `retention-${randomUUID()}`;
const prepare = (plan: NamespacePlan) =>
  prepareNamespace({ TEMPORAL_ADDRESS: inject('stack').temporalAddress, TEMPORAL_NAMESPACE: namespace }, plan);

async function retentionDays(): Promise<number> {
  const { config } = await temporal.workflowService.describeNamespace({ namespace });
  return tsToMs(config!.workflowExecutionRetentionTtl) / 86_400_000;
}

it('keeps ended workflows as long as it is told to', async () => {
  await prepare({ retentionDays: 3, orLonger: false });
  expect(await retentionDays()).toBe(3);
  await prepare({ retentionDays: 2, orLonger: false });
  expect(await retentionDays()).toBe(2);

  // A Temporal of one's own may have been told to keep them longer.
  await prepare({ retentionDays: 5, orLonger: true });
  await prepare({ retentionDays: 4, orLonger: true });
  expect(await retentionDays()).toBe(5);
});
