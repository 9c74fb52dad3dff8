import { describe, expect, it } from 'vitest';
import { saleView, workflowIds } from '../../../workflows/messages.ts';
import { eventually, stack } from '../../harness.ts';

const { drop, reconcile, redis, temporal } = stack();
const saleOf = (eventId: string) => temporal.workflow.getHandle(workflowIds.sale(eventId));

/** Waits until the sale has found its line empty, and rests. */
const untilItRests = (eventId: string) =>
  eventually(
    () => saleOf(eventId).query(saleView),
    ({ state, nextWaveAt }) => state === 'selling' && nextWaveAt === undefined,
  );

describe('F49 a sale with nobody in its line', () => {
  it('F49 rests, lets in whoever its last wave left room for, and sends a wave as soon as somebody waits', async () => {
    const { eventId, buyer } = await drop({ wave_size: 2, wave_interval_ms: 500 });
    await untilItRests(eventId);
    const buyers = Array.from({ length: 5 }, () => buyer());
    for (const each of buyers) await each.join();
    await Promise.all(buyers.map((each) => eventually(each.status, ({ body }) => body.canEnter === true, 5_000)));
    await untilItRests(eventId);
  });

  it('F49 is woken by the reconciler when the call was lost', async () => {
    const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 500 });
    await untilItRests(eventId);
    await buyer().enter();
    // As if another worker had made the call that wakes the sale, and had died before it was sent.
    await redis.set(`td:{${eventId}}:woken`, '1');
    const waiting = buyer();
    await waiting.join();
    await eventually(
      () =>
        temporal.workflow
          .getHandle(workflowIds.entry(eventId, waiting.token))
          .describe()
          .catch(() => undefined),
      (entry) => entry !== undefined,
    );
    expect((await waiting.status()).body).toMatchObject({ canEnter: false, position: 1 });
    await eventually(
      async () => {
        await reconcile();
        return waiting.status();
      },
      ({ body }) => body.canEnter === true,
      30_000,
    );
  });
});
