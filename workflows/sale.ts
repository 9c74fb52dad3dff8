import {
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import type { SalePlan } from '../activities/organiser/ports.ts';
import {
  close,
  lineFormed,
  pause,
  resume,
  SALE_REVISION,
  saleView,
  settings,
  type SaleRequest,
  type SaleView,
} from './messages.ts';
import { saleOfRevision1 } from './sale-of-revision-1.ts';
import { runUntilDone } from './steps.ts';

/** Each wave leaves about ten events behind, so a run stays far below the size at which replaying it would be slow. */
const WAVES_PER_RUN = 200;
/** A sale with nobody in its line is woken by the first who waits. This is only for a call that never came. */
const REST_MS = 3_600_000;

// A sale runs for days, so it moves to each new build; a change to this code is a new revision or stands behind
// `patched()`. A worker without builds must not name a behaviour: the server would refuse every workflow task.
setWorkflowOptions(
  () => (workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {}),
  sale,
);

/**
 * Sleeps until the sale opens, then admits a wave every interval until the sale is closed or the event starts; while
 * nobody waits it rests. What it does follows from the event in Postgres: a signal only says that this has changed.
 */
export async function sale(request: SaleRequest, revision = 1): Promise<void> {
  if (revision === 1) return saleOfRevision1(request);
  const { eventId } = request;
  let outdated = true;
  let linesFormed = 0;
  let restsUntil = 0;
  let wave = 0;
  let view: SaleView = { state: 'preparing', wave };

  setHandler(saleView, () => view);
  for (const signal of [pause, resume, settings, close]) setHandler(signal, () => void (outdated = true));
  setHandler(lineFormed, () => {
    linesFormed += 1;
    restsUntil = 0;
  });

  const show = (state: SaleView['state'], nextWaveAt?: number) => {
    view = { state, wave, ...(nextWaveAt !== undefined && { nextWaveAt: new Date(nextWaveAt).toISOString() }) };
    setCurrentDetails(`**${state}** · wave ${wave}${view.nextWaveAt ? ` · next at ${view.nextWaveAt}` : ''}`);
  };

  const prepare = async (): Promise<SalePlan> => {
    outdated = false;
    return runUntilDone('prepareSale', eventId);
  };

  const admit = async (): Promise<void> => {
    wave += 1;
    if ((await runUntilDone('admitWave', eventId, wave)) > 0) return;
    const before = linesFormed;
    const empty = await runUntilDone('nobodyWaits', eventId);
    if (empty && linesFormed === before) restsUntil = Date.now() + REST_MS;
  };

  for (let plan: SalePlan | undefined, waves = 0; ;) {
    // A change that comes while the plan is made may be missing from it.
    while (outdated || !plan) plan = await prepare();
    if (!plan.open || Date.now() >= plan.closesAt) {
      show('closed');
      const over = await runUntilDone('endSale', eventId, Date.now());
      if (over && !outdated) return;
      outdated = true;
      continue;
    }
    wave = Math.max(wave, plan.nextWave - 1);
    const due = Math.max(plan.onSaleAt, plan.nextWaveAt ?? 0);
    const resting = restsUntil > due;
    const wakeAt = plan.paused ? plan.closesAt : Math.min(Math.max(due, restsUntil), plan.closesAt);
    const state = plan.paused ? 'paused' : Date.now() < plan.onSaleAt ? 'scheduled' : 'selling';
    show(state, plan.paused || resting ? undefined : due);
    if (wakeAt > Date.now()) {
      const before = linesFormed;
      await condition(() => outdated || (resting && linesFormed !== before), wakeAt - Date.now(), {
        summary: plan.paused ? 'end of the sale' : resting ? 'nobody waits' : 'next wave',
      });
      continue;
    }
    if (waves >= WAVES_PER_RUN) await continueAsNew<typeof sale>(request, SALE_REVISION);
    waves += 1;
    if (!plan.opened) await runUntilDone('openSale', eventId);
    plan.opened = true;
    await admit();
    // Waves keep the rhythm in which they were due; after a pause, a rest or an outage the rhythm starts again now.
    const inRhythm = due + plan.waveIntervalMs;
    plan.nextWaveAt = inRhythm > Date.now() ? inRhythm : Date.now() + plan.waveIntervalMs;
  }
}
