import { describe, expect, it } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import { callsOf, eventId, INTERVAL, prepareSale, saleWorkflow, wavesOf } from '../tests/sale-workflow.ts';
import { keepHistory, timeSkipping } from '../tests/time-skipping.ts';
import { close, pause, resume, saleView, settings } from './messages.ts';

const skipping = timeSkipping();
const { event, open } = saleWorkflow(skipping);

describe('a sale', () => {
  it('opens with its first wave, never early, and admits one each interval until the event starts', async () => {
    const row = await event({ startsIn: 60_000 + 4 * INTERVAL - 1_000 });
    await skipping.run(prepareSale(row), async (context) => {
      const handle = await open(context);
      await handle.result();
      const waves = wavesOf(context);
      expect(waves.map(({ args }) => args[1])).toEqual([1, 2, 3, 4]);
      for (const [i, wave] of waves.entries()) {
        expect(wave.at).toBeGreaterThanOrEqual(row.onSaleAt + i * INTERVAL);
        expect(wave.at).toBeLessThan(row.onSaleAt + (i + 1) * INTERVAL);
      }
      expect(callsOf(context, 'openSale')).toHaveLength(1);
      expect(context.calls.at(-1)).toMatchObject({ step: 'endSale', args: [eventId, expect.any(Number)] });
      await keepHistory(handle, 'sale', 'opened-and-closed');
    });
  });

  it('waits for no announcement of a wave', async () => {
    const row = await event({ startsIn: 60_000 + 2 * INTERVAL - 1_000 });
    await skipping.run(
      { ...prepareSale(row), admitWave: async (_event, wave) => (wave === 1 ? 100 : 0) },
      async (context) => {
        const handle = await open(context);
        await handle.result();
        expect(callsOf(context, 'announceWave')).toEqual([]);
        await keepHistory(handle, 'sale', 'announced');
      },
    );
  });

  it('admits nobody while it is paused, and goes on when it is resumed', async () => {
    const row = await event();
    await skipping.run(prepareSale(row), async (context) => {
      const handle = await open(context);
      await context.sleep(60_500);
      row.paused = true;
      await handle.signal(pause);
      await context.sleep(5 * INTERVAL);
      expect(wavesOf(context)).toHaveLength(1);
      expect(await handle.query(saleView)).toMatchObject({ state: 'paused', wave: 1 });
      row.paused = false;
      await handle.signal(resume);
      await context.sleep(INTERVAL + 500);
      expect(wavesOf(context).length).toBeGreaterThanOrEqual(2);
      row.open = false;
      await handle.signal(close);
      await handle.result();
      await keepHistory(handle, 'sale', 'paused-and-resumed');
    });
  });

  it('follows a change of the opening time', async () => {
    const row = await event();
    await skipping.run(prepareSale(row), async (context) => {
      const handle = await open(context);
      await context.sleep(1_000);
      row.onSaleAt += 120_000;
      await handle.signal(settings);
      await context.sleep(90_000);
      expect(wavesOf(context)).toHaveLength(0);
      expect(await handle.query(saleView)).toMatchObject({ state: 'scheduled' });
      await context.sleep(90_000 + 1_000);
      expect(wavesOf(context)[0]!.at).toBeGreaterThanOrEqual(row.onSaleAt);
      row.open = false;
      await handle.signal(close);
      await handle.result();
      await keepHistory(handle, 'sale', 'opening-moved');
    });
  });

  it('goes on after a restart with the next wave, when it is due', async () => {
    const row = await event({ opensIn: -60_000, opened: true, nextWave: 8 });
    row.nextWaveAt = (await skipping.env.currentTimeMs()) + 10_000;
    await skipping.run(prepareSale(row), async (context) => {
      const handle = await open(context);
      await context.sleep(11_000);
      expect(wavesOf(context)).toMatchObject([{ args: [eventId, 8] }]);
      expect(wavesOf(context)[0]!.at).toBeGreaterThanOrEqual(row.nextWaveAt!);
      row.open = false;
      await handle.signal(close);
      await handle.result();
      await keepHistory(handle, 'sale', 'restarted');
    });
  });

  it('continues as new after two hundred waves, keeping the count', async () => {
    const row = await event({ opensIn: 0, startsIn: 203 * 1_000, waveIntervalMs: 1_000 });
    const countingSteps: Partial<Activities> = {
      prepareSale: async () => ({ ...row }),
      admitWave: async (_event, wave) => {
        row.nextWave = wave + 1;
        row.nextWaveAt = (await skipping.env.currentTimeMs()) + row.waveIntervalMs;
        return 0;
      },
    };
    await skipping.run(countingSteps, async (context) => {
      const handle = await open(context);
      await keepHistoryOfFirstRun(handle);
      await handle.result();
      const numbers = wavesOf(context).map(({ args }) => args[1]);
      expect(numbers).toEqual(numbers.map((_, i) => i + 1));
      expect(numbers.length).toBeGreaterThan(200);
    });

    async function keepHistoryOfFirstRun(handle: Awaited<ReturnType<typeof open>>) {
      const first = skipping.env.client.workflow.getHandle(handle.workflowId, handle.firstExecutionRunId, {
        followRuns: false,
      });
      await first.result().catch(() => undefined);
      await keepHistory(first, 'sale', 'continued-as-new');
    }
  });

  it('ends at once when the event is no longer on sale', async () => {
    const row = await event({ open: false });
    await skipping.run(prepareSale(row), async (context) => {
      const handle = await open(context);
      await handle.result();
      expect(context.calls.map(({ step }) => step)).toEqual(['prepareSale', 'endSale']);
      await keepHistory(handle, 'sale', 'not-on-sale');
    });
  });
});
