import { expect, it } from 'vitest';
import { timeZone } from './time-zone.ts';

it.each(['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'UTC', 'Etc/GMT+5', 'Asia/Calcutta', 'Asia/Kolkata'])(
  'takes %s as a time zone',
  (name) => expect(timeZone.parse(name)).toBe(name),
);

it.each(['', '+01:00', 'Berlin', 'Europe/Atlantis', 'Europe/Berlin\u0000', ' UTC', 'Europe/'.repeat(20)])(
  'refuses %j as a time zone',
  (name) => expect(timeZone.safeParse(name).success).toBe(false),
);
