import { eventKey } from '../redis.ts';

/** The rings of the journal, by window: how long one step is, and after how many steps a slot is used again. */
export const windows = {
  '15m': { stepSeconds: 10, steps: 90 },
  '2h': { stepSeconds: 60, steps: 120 },
  '24h': { stepSeconds: 900, steps: 96 },
} as const;

export type Window = keyof typeof windows;
export const windowNames = Object.keys(windows) as [Window, ...Window[]];

export const ringKey = (eventId: string, window: Window) => eventKey(eventId, `journal:${window}`);
export const refusalsKey = (eventId: string) => eventKey(eventId, 'refusals');
export const notedKey = (eventId: string, id: string) => eventKey(eventId, `noted:${id}`);
