import { expect, it } from 'vitest';
import { byPhase, phaseOf } from './event-phase.ts';

const now = Date.parse('2026-12-01T12:00:00Z');
const event = (status: string, on_sale_at: string, starts_at = '2026-12-24T20:00:00Z') => ({
  status,
  on_sale_at,
  starts_at,
});

it.each([
  [event('scheduled', '2026-12-01T12:00:01Z'), 'upcoming'],
  [event('scheduled', '2026-12-01T12:00:00Z'), 'on_sale'],
  [event('on_sale', '2026-11-01T12:00:00Z'), 'on_sale'],
  [event('on_sale', '2026-11-01T12:00:00Z', '2026-12-01T11:00:00Z'), 'over'],
  [event('on_sale', '2026-11-01T12:00:00Z', '2026-12-01T12:00:00Z'), 'over'],
  [event('closed', '2026-11-01T12:00:00Z'), 'over'],
  [event('canceled', '2026-12-05T12:00:00Z'), 'canceled'],
])('%o is %s', (given, phase) => expect(phaseOf(given, now)).toBe(phase));

it('puts the event that opens next first', () => {
  const later = event('scheduled', '2026-12-09T12:00:00Z', '2026-12-10T20:00:00Z');
  const sooner = event('scheduled', '2026-12-02T12:00:00Z');
  expect(byPhase([later, sooner], now).upcoming).toEqual([sooner, later]);
});

it('groups events by phase and keeps their order within a group', () => {
  const [closed, canceled] = [event('closed', '2026-11-01T12:00:00Z'), event('canceled', '2026-11-01T12:00:00Z')];
  const [upcoming, selling] = [event('scheduled', '2026-12-02T12:00:00Z'), event('on_sale', '2026-11-01T12:00:00Z')];
  expect(byPhase([closed, upcoming, canceled, selling], now)).toEqual({
    onSale: [selling],
    upcoming: [upcoming],
    past: [closed, canceled],
  });
});
