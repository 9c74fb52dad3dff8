import { expect, it } from 'vitest';
import { keepHistory, timeSkipping } from '../tests/time-skipping.ts';
import { refundsAdded, workflowIds, type EventRefundsWorkflow, type RefundPage } from './messages.ts';

const skipping = timeSkipping();
const start = (taskQueue: string) =>
  skipping.env.client.workflow.start<EventRefundsWorkflow>('eventRefunds', {
    workflowId: workflowIds.refunds(taskQueue),
    taskQueue,
    args: [{ eventId: 'an event' }],
  });
/** A step that answers one page after the other, and then that nothing is due any more. */
const pagesOf = (...pages: RefundPage[]) => {
  const left = [...pages];
  return async () => left.shift() ?? { refunded: 0, failed: 0 };
};

it('gives money back page by page, a second apart, until nothing is due', () =>
  skipping.run(
    { refundDueOrders: pagesOf({ refunded: 40, failed: 0 }, { refunded: 3, failed: 0 }) },
    async ({ taskQueue, calls }) => {
      const handle = await start(taskQueue);
      await handle.result();
      expect(calls.map(({ args }) => args)).toEqual([['an event'], ['an event'], ['an event']]);
      expect(calls[1]!.at - calls[0]!.at).toBeGreaterThanOrEqual(1_000);
      await keepHistory(handle, 'event-refunds', 'refunded');
    },
  ));

it('waits longer each time while the provider gives nothing back, and goes on at once when it does', () => {
  const away = { refunded: 0, failed: 40 };
  return skipping.run(
    { refundDueOrders: pagesOf(away, away, away, { refunded: 39, failed: 1 }, { refunded: 1, failed: 0 }) },
    async ({ taskQueue, calls }) => {
      const handle = await start(taskQueue);
      await handle.result();
      const pauses = calls.slice(1).map(({ at }, i) => Math.floor((at - calls[i]!.at) / 1_000));
      expect(pauses.map((seconds, i) => seconds >= [5, 10, 20, 1, 1][i]!)).toEqual([true, true, true, true, true]);
      expect(pauses[3]).toBeLessThan(5);
      await keepHistory(handle, 'event-refunds', 'provider-away');
    },
  );
});

it('looks again at once when more is due, also while it waits for the provider and before it ends', () => {
  let ask: () => Promise<void> = async () => undefined;
  const left: RefundPage[] = [{ refunded: 0, failed: 1 }];
  const refundDueOrders = async () => {
    // The second page is empty when more is added, and the workflow would end with it.
    await ask();
    return left.shift() ?? { refunded: 0, failed: 0 };
  };
  return skipping.run({ refundDueOrders }, async ({ taskQueue, calls }) => {
    const handle = await start(taskQueue);
    let looks = 0;
    ask = async () => {
      looks += 1;
      if (looks === 2) await handle.signal(refundsAdded);
    };
    await handle.result();
    expect(calls).toHaveLength(3);
    expect(calls[2]!.at - calls[1]!.at).toBeLessThan(5_000);
    await keepHistory(handle, 'event-refunds', 'more-added');
  });
});
