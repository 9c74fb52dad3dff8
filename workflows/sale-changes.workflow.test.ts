import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import { callsOf, INTERVAL, prepareSale, saleWorkflow, wavesOf } from '../tests/sale-workflow.ts';
import { keepHistory, timeSkipping } from '../tests/time-skipping.ts';
import { close, pause, saleView, settings, workflowIds } from './messages.ts';

const skipping = timeSkipping();
const { event, open } = saleWorkflow(skipping);

describe('a sale of which something changes', () => {
  it('F42 goes on when it is closed and opened again before it has acted on either', async () => {
    const row = await event({ opensIn: 0 });
    await skipping.run(prepareSale(row), async (context) => {
      const handle = await open(context);
      await context.sleep(500);
      await handle.signal(close);
      await handle.signal(settings);
      await context.sleep(3 * INTERVAL);
      expect(wavesOf(context).length).toBeGreaterThanOrEqual(3);
      expect(callsOf(context, 'endSale')).toEqual([]);
      row.open = false;
      await handle.signal(close);
      await handle.result();
      await keepHistory(handle, 'sale', 'closed-and-opened-at-once');
    });
  });

  it('F42 goes on when its end finds that the organiser has opened it again', async () => {
    const row = await event({ open: false, startsIn: 60_000 + 2 * INTERVAL - 1_000 });
    const endSale: Activities['endSale'] = async () => {
      const reopened = !row.open;
      row.open = true;
      return !reopened;
    };
    await skipping.run({ ...prepareSale(row), endSale }, async (context) => {
      const handle = await open(context);
      await handle.result();
      expect(wavesOf(context).length).toBeGreaterThan(0);
      expect(callsOf(context, 'endSale')).toHaveLength(2);
      await keepHistory(handle, 'sale', 'opened-again');
    });
  });

  it('F42 goes on when it is told, while it ends, that it was opened again', async () => {
    const row = await event({ open: false, startsIn: 60_000 + 2 * INTERVAL - 1_000 });
    const workflowId = workflowIds.sale(randomUUID());
    const endSale: Activities['endSale'] = async () => {
      if (!row.open) await skipping.env.client.workflow.getHandle(workflowId).signal(settings);
      row.open = true;
      return true;
    };
    await skipping.run({ ...prepareSale(row), endSale }, async (context) => {
      const handle = await open(context, workflowId);
      await handle.result();
      expect(wavesOf(context).length).toBeGreaterThan(0);
      await keepHistory(handle, 'sale', 'told-while-it-ends');
    });
  });

  it('F42 acts on a change that comes while it reads the event', async () => {
    const row = await event();
    const workflowId = workflowIds.sale(randomUUID());
    let reads = 0;
    const readThenPause: Activities['prepareSale'] = async () => {
      const read = { ...row };
      reads += 1;
      if (reads === 1) {
        row.paused = true;
        await skipping.env.client.workflow.getHandle(workflowId).signal(pause);
      }
      return read;
    };
    await skipping.run({ ...prepareSale(row), prepareSale: readThenPause }, async (context) => {
      const handle = await open(context, workflowId);
      await context.sleep(60_000 + INTERVAL);
      expect(await handle.query(saleView)).toMatchObject({ state: 'paused' });
      expect(wavesOf(context)).toEqual([]);
      row.open = false;
      await handle.signal(close);
      await handle.result();
      await keepHistory(handle, 'sale', 'paused-while-it-reads');
    });
  });

  it('F42 ends as cancelled when an engineer cancels it, after the wave under way', async () => {
    const row = await event({ opensIn: 0 });
    const workflowId = workflowIds.sale(randomUUID());
    const steps: Partial<Activities> = {
      prepareSale: async () => ({ ...row }),
      admitWave: () =>
        skipping.env.client.workflow
          .getHandle(workflowId)
          .cancel()
          .then(() => 1),
    };
    await skipping.run(steps, async (context) => {
      const handle = await open(context, workflowId);
      await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
      expect((await handle.describe()).status.name).toBe('CANCELLED');
      expect(wavesOf(context)).toHaveLength(1);
      await keepHistory(handle, 'sale', 'canceled-by-an-engineer');
    });
  });
});
