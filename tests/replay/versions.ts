/**
 * The version of each workflow's code. Raise it with a change behind `patched()`, or behind what a run is told when it starts, and
 * record (`npm run histories`): the branches of the new version are added, and those of every earlier one stay, because running
 * purchases are as old as those.
 */
export const versions = { reconcile: 1, reservation: 2, sale: 1, 'waiting-room-entry': 1 } as const;

export type Recorded = keyof typeof versions;
