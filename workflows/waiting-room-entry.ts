import { condition, setCurrentDetails, setHandler, setWorkflowOptions, workflowInfo } from '@temporalio/workflow';
import { admitted, entryView, left, type EntryOutcome, type WaitingPlace } from './messages.ts';
import { runUntilDone } from './steps.ts';

// A place lives for as long as its holder looks, so it moves to each new build; a change to this code stands behind
// `patched()`.
setWorkflowOptions(
  () => (workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {}),
  waitingRoomEntry,
);

/**
 * One person's place: waits for the admission until the token ends, keeps the pass until the access ends, then gives
 * the place back. It is started with a delay as long as it would wait, so that a place that only waits costs a single
 * workflow task, at its end.
 */
export async function waitingRoomEntry(place: WaitingPlace): Promise<EntryOutcome> {
  let ends = place.accessUntil ?? place.expiresAt;
  let pass = place.accessUntil !== undefined;
  let gone = false;
  setHandler(admitted, ({ accessUntil }) => {
    pass = true;
    ends = accessUntil;
    setCurrentDetails(`number ${place.number} · admitted until ${new Date(accessUntil).toISOString()}`);
  });
  setHandler(left, () => void (gone = true));
  setHandler(entryView, () => (pass ? { accessUntil: ends } : {}));

  for (;;) {
    while (!gone && ends > Date.now()) {
      const awaited = ends;
      await condition(() => gone || ends !== awaited, awaited - Date.now());
    }
    if (gone) return 'left';
    // Whether the holder looked meanwhile, and how long a pass stood still, is known in Redis alone.
    const awaited = ends;
    const keptUntil = await runUntilDone('endPlace', place.eventId, place.token);
    if (!keptUntil) return pass ? 'pass_ended' : 'never_admitted';
    // An admission that came meanwhile says when the pass ends.
    if (ends === awaited) ends = keptUntil;
  }
}
