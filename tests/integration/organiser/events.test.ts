import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../../workflows/messages.ts';
import { eventually, listedEvents, stack } from '../../harness.ts';

const { admin, call, drop, reconcile, temporal } = stack();
const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
const plan = (given: Record<string, unknown> = {}) => ({
  name: 'A concert',
  venue: 'The Hall',
  starts_at: soon(86_400_000),
  on_sale_at: soon(3_600_000),
  ...given,
});

describe('the organiser', () => {
  it('needs the admin token on every admin route', async () => {
    const { eventId, tierIds } = await drop({ status: 'draft' });
    const routes: [string, string][] = [
      ['POST', '/admin/events'],
      ['GET', '/admin/events'],
      ['GET', `/admin/events/${eventId}`],
      ['PATCH', `/admin/events/${eventId}`],
      ['POST', '/admin/tiers'],
      ['GET', '/admin/tiers'],
      ['POST', `/admin/events/${eventId}/pause`],
      ['POST', `/admin/events/${eventId}/resume`],
      ['GET', `/admin/events/${eventId}/status`],
      ['GET', `/admin/events/${eventId}/timeline`],
      ['GET', `/admin/events/${eventId}/reservations`],
      ['PATCH', `/admin/tiers/${tierIds[0]}`],
      ['DELETE', `/admin/events/${eventId}/orders`],
    ];
    for (const [method, path] of routes) {
      const body = method === 'POST' || method === 'PATCH' ? {} : undefined;
      expect((await call(path, { method, body })).status, `${method} ${path}`).toBe(401);
      expect((await call(path, { method, body, headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
    }
  });

  it('creates an event that buyers see once it is no longer a draft', async () => {
    const created = await admin('/admin/events', { method: 'POST', body: plan({ wave_size: 7, purchase_limit: 2 }) });
    expect(created).toMatchObject({ status: 201, body: { name: 'A concert', venue: 'The Hall', status: 'draft' } });
    const { id } = created.body;
    expect((await call(`/events/${id}`)).status).toBe(404);
    expect((await listedEvents(call)).map(({ id: listed }) => listed)).not.toContain(id);
    const tier = await admin('/admin/tiers', {
      method: 'POST',
      body: { event_id: id, name: 'Stalls', price_cents: 4_200, capacity: 80 },
    });
    expect(tier).toMatchObject({
      status: 201,
      body: { event_id: id, name: 'Stalls', price_cents: 4_200, capacity: 80, per_user_limit: 6 },
    });
    expect((await admin(`/admin/tiers/${tier.body.id}`)).body).toMatchObject({ id: tier.body.id });
    const opened = await admin(`/admin/events/${id}`, { method: 'PATCH', body: { status: 'scheduled' } });
    expect(opened).toMatchObject({ status: 200, body: { status: 'scheduled' } });
    expect((await call(`/events/${id}`)).body).toMatchObject({
      id,
      description: '',
      // Never more than one buyer may have of the whole event.
      tiers: [{ id: tier.body.id, event_id: id, per_user_limit: 2 }],
    });
    expect((await listedEvents(call)).map(({ id: listed }) => listed)).toContain(id);
    const sale = temporal.workflow.getHandle(workflowIds.sale(id));
    expect((await sale.describe()).status.name).toBe('RUNNING');
  });

  it('F28 refuses a wrong event or tier and names what is wrong', async () => {
    for (const body of [
      {},
      plan({ name: '' }),
      plan({ on_sale_at: soon(90_000_000) }),
      plan({ starts_at: 'tomorrow' }),
      plan({ wave_size: 0 }),
      plan({ surprise: 1 }),
      plan({ name: 'a\0b' }),
      plan({ name: 'x'.repeat(10_240) }),
    ]) {
      const refused = await admin('/admin/events', { method: 'POST', body });
      expect(refused.status, JSON.stringify(body)).toBe(400);
      expect(String(refused.headers['content-type'])).toContain('application/problem+json');
    }
    const { eventId } = await drop({ status: 'draft' });
    const twice = await admin('/admin/tiers', {
      method: 'POST',
      body: { event_id: eventId, name: 'Tier 1', price_cents: 100, capacity: 1 },
    });
    expect(twice.status).toBe(400);
    expect((await admin(`/admin/events/${randomUUID()}`)).status).toBe(404);
    expect(
      (await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { starts_at: soon(-90_000_000) } })).status,
    ).toBe(400);
  });

  it('sees the capacity, sales, holds and queue of a sale', async () => {
    const { eventId, tierIds, buyer } = await drop({ capacity: 10, wave_size: 2, wave_interval_ms: 60_000 });
    const [ada, eve, waiting] = [await buyer().enter(), await buyer().enter(), buyer()];
    await waiting.join();
    await ada.buy(3);
    await eve.reserve(2);
    expect(await admin(`/admin/events/${eventId}/status`)).toMatchObject({
      status: 200,
      body: {
        event_id: eventId,
        paused: false,
        status: 'on_sale',
        total_capacity: 10,
        total_sold: 3,
        total_active_holds: 2,
        total_available: 5,
        queue_length: 1,
        tiers: [{ tier_id: tierIds[0], tier_name: 'Tier 1', capacity: 10, sold: 3, active_holds: 2, available: 5 }],
      },
    });
  });

  it('closes a sale: nobody can reserve any more and its workflow ends', async () => {
    const { eventId, buyer } = await drop();
    const ada = await buyer().enter();
    await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'closed' } });
    const sale = temporal.workflow.getHandle(workflowIds.sale(eventId));
    await eventually(
      () => sale.describe().then(({ status }) => status.name),
      (name) => name === 'COMPLETED',
    );
    expect([403, 409]).toContain((await ada.reserve(1)).status);
  });

  it('resets the demo: orders and tickets are deleted, and their capacity is free again', async () => {
    const { eventId, buyer, tiers, tierIds, gateStock } = await drop({ capacity: 5 });
    const ada = await buyer().enter();
    await ada.buy(3);
    const reset = await admin(`/admin/events/${eventId}/orders`, { method: 'DELETE' });
    expect(reset).toMatchObject({
      status: 200,
      body: { message: expect.any(String), tickets_deleted: 3, orders_deleted: 1 },
    });
    expect(await tiers()).toMatchObject([{ held: 0, sold: 0 }]);
    expect((await ada.ask('/me/tickets')).body).toMatchObject({ count: 0, tickets: [] });
    await eventually(gateStock, (stock) => stock[tierIds[0]!] === '5');
    expect((await ada.buy(6)).status).toBe(409);
    expect((await ada.buy(5)).status).toBe(201);
  });
});

describe('the reconciler', () => {
  it('starts the sale workflow of an event that has none', async () => {
    const { eventId } = await drop();
    await temporal.workflow.getHandle(workflowIds.sale(eventId)).terminate('as if Temporal had lost it');
    await eventually(
      async () => {
        await reconcile();
        return (await temporal.workflow.getHandle(workflowIds.sale(eventId)).describe()).status.name;
      },
      (name) => name === 'RUNNING',
    );
  });

  it('is scheduled each minute', async () => {
    const { spec } = await temporal.schedule.getHandle('reconcile').describe();
    expect(spec.intervals).toMatchObject([{ every: 60_000 }]);
  });
});
