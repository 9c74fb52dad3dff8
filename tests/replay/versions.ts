/**
 * The version of each workflow's code. Raise it with a change behind `patched()`, or behind an argument of a new run,
 * and record the histories (`npm run histories`). The histories of earlier versions stay, because purchases of those
 * versions may still be running.
 */
export const versions = {
  'event-refunds': 1,
  mail: 1,
  reconcile: 1,
  reservation: 5,
  sale: 2,
  'waiting-room-entry': 1,
} as const;

export type Recorded = keyof typeof versions;
