import { expect, it } from 'vitest';
import { localTime } from './local-time.ts';

it.each([
  ['Europe/Berlin', '2026-12-31T23:30:05.000Z', '2027-01-01', '2027-01-01 00:30:05'],
  ['America/New_York', '2026-12-31T23:30:05.000Z', '2026-12-31', '2026-12-31 18:30:05'],
  ['Asia/Kathmandu', '2026-07-01T18:15:00.000Z', '2026-07-02', '2026-07-02 00:00:00'],
  [null, '2026-07-01T23:59:59.000Z', '2026-07-01', '2026-07-01 23:59:59'],
])('is what the clocks in %s show', (zone, iso, day, time) => {
  const local = localTime(zone);
  expect([local.zone, local.day(new Date(iso)), local.time(new Date(iso))]).toEqual([zone ?? 'UTC', day, time]);
});
