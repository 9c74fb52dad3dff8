import {
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import type { SalePlan } from '../activities/organiser/ports.ts';
import { close, pause, resume, saleView, settings, type SaleRequest, type SaleView } from './messages.ts';
import { durableSteps, runUntilDone } from './steps.ts';

/** Each wave leaves about ten events behind, so a run stays far below the size at which replaying it would be slow. */
const WAVES_PER_RUN = 200;

// A sale runs for days, so it moves to each new build; a change to this code stands behind `patched()`. A worker
// without builds must not name a behaviour: the server would refuse every workflow task.
setWorkflowOptions(
  () => (workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {}),
  sale,
);

/** Sleeps until the sale opens, then admits a wave every interval until the sale is closed or the event starts. */
export async function sale(request: SaleRequest): Promise<void> {
  const { eventId } = request;
  let plan: SalePlan | undefined;
  let closing = false;
  let wave = 0;
  let view: SaleView = { state: 'preparing', wave };

  // A change is written to Postgres before its signal is sent, so a signal makes the plan outdated.
  setHandler(saleView, () => view);
  for (const signal of [pause, resume, settings]) setHandler(signal, () => void (plan = undefined));
  setHandler(close, () => void (closing = true));

  const show = (state: SaleView['state'], nextWaveAt?: number) => {
    view = { state, wave, ...(nextWaveAt !== undefined && { nextWaveAt: new Date(nextWaveAt).toISOString() }) };
    setCurrentDetails(`**${state}** · wave ${wave}${view.nextWaveAt ? ` · next at ${view.nextWaveAt}` : ''}`);
  };

  const admit = async (due: number, intervalMs: number): Promise<number> => {
    wave += 1;
    const count = await runUntilDone('admitWave', eventId, wave);
    if (count > 0) await durableSteps.announceWave(eventId, wave);
    // Waves keep the rhythm in which they were due; after a pause or an outage the rhythm starts again now.
    return due + intervalMs > Date.now() ? due + intervalMs : Date.now() + intervalMs;
  };

  for (let waves = 0; ;) {
    const current: SalePlan = (plan ??= await runUntilDone('prepareSale', eventId));
    if (closing || !current.open || Date.now() >= current.closesAt) {
      show('closed');
      closing = false;
      await runUntilDone('endSale', eventId);
      // A signal that came meanwhile means that the sale was opened again.
      if (plan) return;
      continue;
    }
    wave = Math.max(wave, current.nextWave - 1);
    const due = Math.max(current.onSaleAt, current.nextWaveAt ?? 0);
    const wakeAt = current.paused ? current.closesAt : Math.min(due, current.closesAt);
    show(
      current.paused ? 'paused' : Date.now() < current.onSaleAt ? 'scheduled' : 'selling',
      current.paused ? undefined : due,
    );
    if (wakeAt > Date.now()) {
      await condition(() => plan !== current || closing, wakeAt - Date.now(), {
        summary: current.paused ? 'end of the sale' : 'next wave',
      });
      continue;
    }
    if (waves >= WAVES_PER_RUN) await continueAsNew<typeof sale>(request);
    waves += 1;
    if (!current.opened) await runUntilDone('openSale', eventId);
    current.opened = true;
    current.nextWaveAt = await admit(due, current.waveIntervalMs);
  }
}
