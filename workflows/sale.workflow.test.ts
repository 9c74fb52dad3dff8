import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import type { SalePlan } from '../activities/organiser/ports.ts';
import { keepHistory, timeSkipping, type Stage } from '../tests/time-skipping.ts';
import { close, pause, resume, saleView, settings, workflowIds, type SaleWorkflow } from './messages.ts';

const skipping = timeSkipping();
const INTERVAL = 30_000;
const eventId = randomUUID();

/** An event of the organiser's, as Postgres would have it: a test changes it and signals. */
async function event(given: Partial<SalePlan> & { opensIn?: number; startsIn?: number } = {}) {
  const now = await skipping.env.currentTimeMs();
  const { opensIn = 60_000, startsIn = 10 * 60_000, ...plan } = given;
  const row: SalePlan = {
    open: true,
    opened: false,
    onSaleAt: now + opensIn,
    closesAt: now + startsIn,
    paused: false,
    waveIntervalMs: INTERVAL,
    nextWave: 1,
    ...plan,
  };
  return row;
}

const prepareSale = (row: SalePlan): Partial<Activities> => ({
  prepareSale: async () => ({ ...row }),
  admitWave: async () => 0,
});

const open = ({ taskQueue }: Stage) =>
  skipping.env.client.workflow.start<SaleWorkflow>('sale', {
    workflowId: workflowIds.sale(randomUUID()),
    taskQueue,
    args: [{ eventId }],
  });

const wavesOf = (stage: Stage) => stage.calls.filter(({ step }) => step === 'admitWave');

describe('a sale', () => {
  it('opens with its first wave, never early, and admits one each interval until the event starts', async () => {
    const row = await event({ startsIn: 60_000 + 4 * INTERVAL - 1_000 });
    await skipping.run(prepareSale(row), async (stage) => {
      const handle = await open(stage);
      await handle.result();
      const waves = wavesOf(stage);
      expect(waves.map(({ args }) => args[1])).toEqual([1, 2, 3, 4]);
      for (const [i, wave] of waves.entries()) {
        expect(wave.at).toBeGreaterThanOrEqual(row.onSaleAt + i * INTERVAL);
        expect(wave.at).toBeLessThan(row.onSaleAt + (i + 1) * INTERVAL);
      }
      expect(stage.calls.map(({ step }) => step).filter((step) => step === 'openSale')).toHaveLength(1);
      expect(stage.calls.at(-1)).toMatchObject({ step: 'endSale', args: [eventId] });
      await keepHistory(handle, 'sale', 'opened-and-closed');
    });
  });

  it('tells the people of a wave, and nobody after an empty one', async () => {
    const row = await event({ startsIn: 60_000 + 2 * INTERVAL - 1_000 });
    await skipping.run(
      { ...prepareSale(row), admitWave: async (_event, wave) => (wave === 1 ? 100 : 0) },
      async (stage) => {
        const handle = await open(stage);
        await handle.result();
        expect(stage.calls.filter(({ step }) => step === 'announceWave')).toMatchObject([{ args: [eventId, 1] }]);
        await keepHistory(handle, 'sale', 'announced');
      },
    );
  });

  it('admits nobody while it is paused, and goes on when it is resumed', async () => {
    const row = await event();
    await skipping.run(prepareSale(row), async (stage) => {
      const handle = await open(stage);
      await stage.sleep(60_500);
      row.paused = true;
      await handle.signal(pause);
      await stage.sleep(5 * INTERVAL);
      expect(wavesOf(stage)).toHaveLength(1);
      expect(await handle.query(saleView)).toMatchObject({ state: 'paused', wave: 1 });
      row.paused = false;
      await handle.signal(resume);
      await stage.sleep(INTERVAL + 500);
      expect(wavesOf(stage).length).toBeGreaterThanOrEqual(2);
      row.open = false;
      await handle.signal(close);
      await handle.result();
      await keepHistory(handle, 'sale', 'paused-and-resumed');
    });
  });

  it('follows the organiser who moves the opening', async () => {
    const row = await event();
    await skipping.run(prepareSale(row), async (stage) => {
      const handle = await open(stage);
      await stage.sleep(1_000);
      row.onSaleAt += 120_000;
      await handle.signal(settings);
      await stage.sleep(90_000);
      expect(wavesOf(stage)).toHaveLength(0);
      expect(await handle.query(saleView)).toMatchObject({ state: 'scheduled' });
      await stage.sleep(90_000 + 1_000);
      expect(wavesOf(stage)[0]!.at).toBeGreaterThanOrEqual(row.onSaleAt);
      await handle.signal(close);
      await handle.result();
      await keepHistory(handle, 'sale', 'opening-moved');
    });
  });

  it('goes on after a restart with the next wave, when it is due', async () => {
    const row = await event({ opensIn: -60_000, opened: true, nextWave: 8 });
    row.nextWaveAt = (await skipping.env.currentTimeMs()) + 10_000;
    await skipping.run(prepareSale(row), async (stage) => {
      const handle = await open(stage);
      await stage.sleep(11_000);
      expect(wavesOf(stage)).toMatchObject([{ args: [eventId, 8] }]);
      expect(wavesOf(stage)[0]!.at).toBeGreaterThanOrEqual(row.nextWaveAt!);
      await handle.signal(close);
      await handle.result();
      await keepHistory(handle, 'sale', 'restarted');
    });
  });

  it('continues as new after two hundred waves, keeping the count', async () => {
    const row = await event({ opensIn: 0, startsIn: 203 * 1_000, waveIntervalMs: 1_000 });
    const remembering: Partial<Activities> = {
      prepareSale: async () => ({ ...row }),
      admitWave: async (_event, wave) => {
        row.nextWave = wave + 1;
        row.nextWaveAt = (await skipping.env.currentTimeMs()) + row.waveIntervalMs;
        return 0;
      },
    };
    await skipping.run(remembering, async (stage) => {
      const handle = await open(stage);
      await keepHistoryOfFirstRun(handle);
      await handle.result();
      const numbers = wavesOf(stage).map(({ args }) => args[1]);
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
    await skipping.run(prepareSale(row), async (stage) => {
      const handle = await open(stage);
      await handle.result();
      expect(stage.calls.map(({ step }) => step)).toEqual(['prepareSale', 'endSale']);
      await keepHistory(handle, 'sale', 'not-on-sale');
    });
  });

  it('starts over when the organiser opens it again while it is being closed', async () => {
    const row = await event({ open: false });
    let ends = 0;
    const endSale: Activities['endSale'] = async () => {
      ends += 1;
      if (ends > 1) return;
      row.open = true;
      await skipping.env.client.workflow.getHandle(handleId).signal(settings);
    };
    let handleId = '';
    await skipping.run({ ...prepareSale(row), endSale }, async (stage) => {
      handleId = workflowIds.sale(randomUUID());
      const handle = await skipping.env.client.workflow.start<SaleWorkflow>('sale', {
        workflowId: handleId,
        taskQueue: stage.taskQueue,
        args: [{ eventId }],
      });
      await handle.result();
      expect(wavesOf(stage).length).toBeGreaterThan(0);
      await keepHistory(handle, 'sale', 'opened-again');
    });
  });
});
