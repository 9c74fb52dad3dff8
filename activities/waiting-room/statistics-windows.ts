import { eventKey } from '../redis.ts';

/** The windows of the statistics: how long one step is, and after how many steps its slot is used again. */
export const statisticsWindows = {
  '15m': { stepSeconds: 10, steps: 90 },
  '2h': { stepSeconds: 60, steps: 120 },
  '24h': { stepSeconds: 900, steps: 96 },
} as const;

export type StatisticsWindow = keyof typeof statisticsWindows;
export const statisticsWindowNames = Object.keys(statisticsWindows) as [StatisticsWindow, ...StatisticsWindow[]];

export const ringKey = (eventId: string, window: StatisticsWindow) => eventKey(eventId, `journal:${window}`);
export const refusalsKey = (eventId: string) => eventKey(eventId, 'refusals');
export const recordedKey = (eventId: string, id: string) => eventKey(eventId, `noted:${id}`);
