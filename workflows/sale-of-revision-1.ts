import { condition, continueAsNew, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { SalePlan } from '../activities/organiser/ports.ts';
import {
  close,
  pause,
  resume,
  SALE_REVISION,
  saleView,
  settings,
  type SaleRequest,
  type SaleView,
  type SaleWorkflow,
} from './messages.ts';
import { durableSteps, runUntilDone } from './steps.ts';

const WAVES_PER_RUN = 200;

/**
 * Sales that began before revision 2, until they continue as new after 200 waves or end. To be removed when none is
 * left: the last one ends with its event.
 */
export async function saleOfRevision1(request: SaleRequest): Promise<void> {
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
    if (waves >= WAVES_PER_RUN) await continueAsNew<SaleWorkflow>(request, SALE_REVISION);
    waves += 1;
    if (!current.opened) await runUntilDone('openSale', eventId);
    current.opened = true;
    current.nextWaveAt = await admit(due, current.waveIntervalMs);
  }
}
