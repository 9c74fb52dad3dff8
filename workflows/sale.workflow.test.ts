import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import type { SalePlan } from '../activities/organiser/ports.ts';
import { keepHistory, timeSkipping, type ScenarioContext } from '../tests/time-skipping.ts';
import {
  close,
  lineFormed,
  pause,
  resume,
  SALE_REVISION,
  saleView,
  settings,
  workflowIds,
  type SaleWorkflow,
} from './messages.ts';

const skipping = timeSkipping();
const INTERVAL = 30_000;
const eventId = randomUUID();

/** The row of an event in Postgres. A test changes it and sends a signal. */
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

const open = ({ taskQueue }: ScenarioContext, workflowId = workflowIds.sale(randomUUID())) =>
  skipping.env.client.workflow.start<SaleWorkflow>('sale', {
    workflowId,
    taskQueue,
    args: [{ eventId }, SALE_REVISION],
  });

const callsOf = ({ calls }: ScenarioContext, name: string) => calls.filter(({ step }) => step === name);
const wavesOf = (context: ScenarioContext) => callsOf(context, 'admitWave');

const workflowTasks = async (handle: WorkflowHandle<SaleWorkflow>) => {
  const { events } = await handle.fetchHistory();
  return (events ?? []).filter((past) => past.workflowTaskCompletedEventAttributes).length;
};

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

  it('F49 rests while nobody waits: a few workflow tasks an hour, and a wave as soon as somebody does', async () => {
    const row = await event({ opensIn: 0, startsIn: 3 * 3_600_000, waveIntervalMs: 1_000 });
    let waiting = 0;
    const steps: Partial<Activities> = {
      prepareSale: async () => ({ ...row }),
      admitWave: async () => {
        const admitted = Math.min(waiting, 2);
        waiting -= admitted;
        return admitted;
      },
      nobodyWaits: async () => waiting === 0,
    };
    await skipping.run(steps, async (context) => {
      const handle = await open(context);
      await context.sleep(5_000);
      const before = await workflowTasks(handle);
      await context.sleep(3_600_000);
      expect((await workflowTasks(handle)) - before).toBeLessThanOrEqual(2);
      expect(await handle.query(saleView)).toEqual({ state: 'selling', wave: wavesOf(context).length });

      const [waves, formed] = [wavesOf(context).length, await context.now()];
      waiting = 5;
      await handle.signal(lineFormed);
      await context.sleep(10_000);
      const since = wavesOf(context).slice(waves);
      // Two at a time: three waves of people, an empty one, then rest again.
      expect(since).toHaveLength(4);
      expect(since[0]!.at - formed).toBeLessThan(500);
      for (const [i, wave] of since.slice(1).entries()) expect(wave.at - since[i]!.at).toBeGreaterThan(900);
      row.open = false;
      await handle.signal(close);
      await handle.result();
      await keepHistory(handle, 'sale', 'rested');
    });
  });

  it('F49 does not rest when somebody came while it looked whether anybody waits', async () => {
    const row = await event({ opensIn: 0, startsIn: 10_500, waveIntervalMs: 1_000 });
    const workflowId = workflowIds.sale(randomUUID());
    const nobodyWaits: Activities['nobodyWaits'] = async () => {
      await skipping.env.client.workflow.getHandle(workflowId).signal(lineFormed);
      return true;
    };
    await skipping.run({ ...prepareSale(row), nobodyWaits }, async (context) => {
      const handle = await open(context, workflowId);
      await handle.result();
      expect(wavesOf(context).length).toBeGreaterThanOrEqual(9);
      await keepHistory(handle, 'sale', 'called-while-it-looks');
    });
  });
});
