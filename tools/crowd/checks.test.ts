import { describe, expect, it } from 'vitest';
import { crossCheck, type Evidence } from './checks.ts';
import { Observations } from './observations.ts';

const at = new Date('2026-01-01T12:00:00Z');
const uuid = (end: number) => `00000000-0000-4000-8000-${String(end).padStart(12, '0')}`;
const sold = {
  reservation_id: uuid(1),
  status: 'converted',
  expires_at: at,
  ended_at: at,
  order_id: uuid(2),
  checkout_session_id: uuid(3),
  order_quantity: 2,
  order_cents: 9_000,
  tickets: 2,
  charge: 'captured',
  charge_cents: 9_000,
} as const;
const expired = {
  ...sold,
  reservation_id: uuid(4),
  status: 'expired',
  ended_at: new Date(at.getTime() + 300),
  order_id: null,
  checkout_session_id: null,
  order_quantity: null,
  order_cents: null,
  tickets: 0,
  charge: null,
  charge_cents: null,
} as const;
const tier = { id: uuid(9), name: 'Standing', capacity: 10, held: 0, sold: 2, tickets: 2 };

const consistent: Evidence = {
  tiers: [tier],
  purchases: [sold, expired],
  violations: [],
  stock: { [tier.id]: 8 },
  workflows: [sold, expired].map(({ reservation_id }) => ({
    id: `reservation/${reservation_id}`,
    status: 'COMPLETED',
  })),
  strayCharges: [],
};

function observed(tickets: number): Observations {
  const observations = new Observations();
  observations.paymentAttempts.set(uuid(3), 2);
  observations.orders.set(uuid(2), {
    order: { id: uuid(2), checkout_session_id: uuid(3), status: 'paid', quantity: 2 },
    tickets: Array.from({ length: tickets }, (_, index) => ({ id: uuid(20 + index), code: `code-${index}` })),
  });
  return observations;
}

const failing = (evidence: Partial<Evidence>, observations = observed(2)) =>
  crossCheck({ ...consistent, ...evidence }, observations, (id) => id ?? 'all').filter(({ ok }) => !ok);

describe('the cross-check', () => {
  it('finds nothing when the stores agree', () => {
    expect(failing({})).toEqual([]);
  });

  it.each<[string, Partial<Evidence>, RegExp]>([
    ['an oversold tier', { violations: [{ invariant: 'I1', what: 'oversold', ids: [tier.id] }] }, /no tier oversold/],
    [
      'a buyer over the limit',
      { violations: [{ invariant: 'I13', what: 'over the limit', ids: ['greedy'] }] },
      /purchase limit/,
    ],
    [
      'an order that lacks a ticket',
      { violations: [{ invariant: 'I6', what: 'tickets', ids: [uuid(2)] }] },
      /its tickets/,
    ],
    [
      'an order that was not charged',
      { violations: [{ invariant: 'I7', what: 'no charge', ids: [uuid(2)] }] },
      /one captured charge/,
    ],
    [
      'a charge without an order',
      { purchases: [sold, { ...expired, charge: 'captured' }] },
      /no captured charge without/,
    ],
    ['a charge without even a reservation', { strayCharges: [`reservation/${uuid(7)}`] }, /no captured charge without/],
    [
      'tickets that came back too early',
      { purchases: [sold, { ...expired, ended_at: new Date(at.getTime() - 1) }] },
      /came back after/,
    ],
    [
      'tickets that came back too late',
      { purchases: [sold, { ...expired, ended_at: new Date(at.getTime() + 2_001) }] },
      /came back after/,
    ],
    ['Redis with other stock', { stock: { [tier.id]: 9 } }, /free tickets are the same/],
    ['Redis without stock', { stock: {} }, /free tickets are the same/],
    [
      'a purchase that still runs',
      { workflows: [...consistent.workflows, { id: 'reservation/x', status: 'RUNNING' }] },
      /no purchase still runs/,
    ],
    ['a reservation without a workflow', { workflows: consistent.workflows.slice(1) }, /is of a workflow/],
    [
      'a workflow that failed',
      { workflows: [...consistent.workflows, { id: 'reservation/x', status: 'FAILED' }] },
      /no purchase failed/,
    ],
  ])('finds %s', (_, evidence, name) => {
    expect(failing(evidence).map((check) => check.name)).toContainEqual(expect.stringMatching(name));
  });

  it('finds an acknowledged order that has fewer tickets than its answer said', () => {
    expect(failing({}, observed(3))).toMatchObject([{ name: expect.stringMatching(/every order they were told of/) }]);
  });

  it('finds an order that no buyer tried to pay for', () => {
    expect(failing({}, new Observations())).toMatchObject([{ name: expect.stringMatching(/nobody asked/) }]);
  });

  it('names the workflow to look at next', () => {
    expect(failing({ purchases: [sold, { ...expired, reservation_id: uuid(1), charge: 'captured' }] })).toMatchObject([
      { next: `reservation/${uuid(1)}` },
    ]);
  });
});
