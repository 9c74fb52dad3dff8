import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import { prepareSale, saleWorkflow, wavesOf, workflowTasks } from '../tests/sale-workflow.ts';
import { keepHistory, timeSkipping } from '../tests/time-skipping.ts';
import { close, lineFormed, saleView, workflowIds } from './messages.ts';

const skipping = timeSkipping();
const { event, open } = saleWorkflow(skipping);

describe('a sale with nobody in its line', () => {
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
