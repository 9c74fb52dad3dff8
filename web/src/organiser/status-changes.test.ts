import { expect, it } from 'vitest';
import { publishing } from './status-changes.ts';

const now = Date.parse('2027-01-01T12:00:00Z');
const draft = (on_sale_at: string) => ({ status: 'draft' as const, on_sale_at, time_zone: 'UTC' });
const later = draft('2027-01-01T12:00:01Z');
const passed = draft('2027-01-01T12:00:00Z');

it('schedules an event whose sale opens later', () => {
  expect(publishing(later, 2, now)).toMatchObject({ to: 'scheduled', title: 'Publish this event?' });
  expect(publishing(later, undefined, now).title).toBe('Publish this event?');
});

it('asks before it publishes an event without tiers', () => {
  const { title, effects } = publishing(later, 0, now);
  expect(title).toBe('Publish this event without tiers?');
  expect(effects[0]).toContain('no tiers');
});

it('asks before it opens a sale at once', () => {
  expect(publishing(passed, 2, now)).toMatchObject({
    to: 'on_sale',
    title: 'Publish this event and open its sale now?',
    confirmLabel: 'Publish and open the sale',
    effects: [expect.stringMatching(/opens at once.*12:00 UTC\.$/), expect.anything()],
  });
  expect(publishing({ ...passed, status: 'closed' }, 2, now)).toMatchObject({
    to: 'on_sale',
    title: 'Open the sale again, now?',
    confirmLabel: 'Open the sale again',
  });
});
