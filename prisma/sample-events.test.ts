import { expect, it } from 'vitest';
import { sampleEvents } from './sample-events.ts';

const now = new Date('2026-11-24T12:00:00Z');
const events = sampleEvents(now, 'CHF');

it('always has something on sale, one sale two minutes away, and later ones', () => {
  const onSale = events.filter(({ status, on_sale_at }) => status === 'on_sale' && on_sale_at <= now);
  const later = events.filter(({ status, on_sale_at }) => status === 'scheduled' && on_sale_at > now);
  expect(onSale.length + later.length).toBe(10);
  expect(onSale.length).toBeGreaterThanOrEqual(4);
  expect(later.filter(({ on_sale_at }) => on_sale_at.getTime() === now.getTime() + 120_000)).toHaveLength(1);
});

it('sells in the currency of the installation, and one event in another', () => {
  const elsewhere = events.filter(({ currency }) => currency !== 'CHF');
  expect(elsewhere.map(({ currency }) => currency)).toEqual(['EUR']);
});

it('satisfies the constraints of the tables', () => {
  for (const { on_sale_at, starts_at, tiers, name } of events) {
    expect(on_sale_at.getTime(), name).toBeLessThanOrEqual(starts_at.getTime());
    expect(new Set(tiers.map((tier) => tier.name)).size, name).toBe(tiers.length);
  }
  const ids = events.flatMap(({ id, tiers }) => [id, ...tiers.map((tier) => tier.id)]);
  expect(new Set(ids).size).toBe(ids.length);
});
