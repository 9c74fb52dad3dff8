import { describe, expect, it } from 'vitest';
import { statisticsWindowNames } from '../../../activities/waiting-room/statistics-windows.ts';
import { workflowIds } from '../../../workflows/messages.ts';
import { eventually, stack, type Answer } from '../../harness.ts';

const { admin, call, drop, environment, redis } = stack();
const total = (series: number[]) => series.reduce((sum, count) => sum + count, 0);
const soon = (ms: number) => new Date(Date.now() + ms).toISOString();

describe('the organiser who monitors a sale', () => {
  it('sees how many wait, how many are admitted, and when the next wave is', async () => {
    const { eventId, buyer } = await drop({ wave_size: 2, wave_interval_ms: 60_000 });
    for (let i = 0; i < 5; i += 1) await buyer().join();
    const { body } = await admin(`/admin/events/${eventId}/status`);
    expect(body).toMatchObject({
      queue_length: 3,
      admitted: 2,
      wave_size: 2,
      wave_interval_ms: 60_000,
      waves: 1,
      refusals: [],
    });
    expect(Date.parse(body.next_wave_at)).toBeGreaterThan(Date.now());
    await admin(`/admin/events/${eventId}/pause`, { method: 'POST' });
    expect((await admin(`/admin/events/${eventId}/status`)).body).toMatchObject({
      paused: true,
      next_wave_at: null,
      queue_length: 3,
    });
  });

  it('sees the time of the first wave before the sale opens, and nobody in the room of a draft', async () => {
    const { eventId } = await drop({ status: 'scheduled', on_sale_at: soon(60_000) });
    const { body } = await admin(`/admin/events/${eventId}/status`);
    expect(body).toMatchObject({ queue_length: 0, admitted: 0, waves: 0, next_wave_at: body.on_sale_at });
    const draft = await drop({ status: 'draft' });
    expect((await admin(`/admin/events/${draft.eventId}/status`)).body).toMatchObject({
      queue_length: 0,
      admitted: 0,
      next_wave_at: null,
    });
  });

  it('sees people and tickets over time, each counted once', async () => {
    const { eventId, buyer } = await drop({ capacity: 10, wave_size: 3, wave_interval_ms: 1_000 });
    const [ada, eve, ...others] = Array.from({ length: 7 }, () => buyer());
    for (const one of [ada!, eve!, ...others]) await one.join();
    await ada!.join();
    await eventually(ada!.status, ({ body }) => body.canEnter === true);
    await ada!.buy(3);
    await eventually(eve!.status, ({ body }) => body.canEnter === true);
    await eve!.reserve(2);
    for (const window of statisticsWindowNames) {
      const read = () => admin(`/admin/events/${eventId}/timeline?window=${window}`);
      const { body } = await eventually(
        read,
        ({ body: now }) => total(now.admissions) === 7 && total(now.arrivals) >= 7,
      );
      expect(body).toMatchObject({ window });
      expect([body.arrivals, body.admissions, body.tickets_held, body.tickets_sold].map(total)).toEqual([7, 7, 5, 3]);
      const steps = body.tickets_held.length;
      expect([body.arrivals, body.admissions, body.tickets_sold].map(({ length }) => length)).toEqual([
        steps,
        steps,
        steps,
      ]);
      const ends = Date.parse(body.starts_at) + steps * body.step_seconds * 1_000;
      expect(ends).toBeGreaterThan(Date.now() - 5_000);
    }
    expect((await admin(`/admin/events/${eventId}/timeline?window=1y`)).status).toBe(400);
    expect((await admin(`/admin/events/${eventId}/timeline`)).body).toMatchObject({ window: statisticsWindowNames[0] });
  });

  it('sees why joins and reserves were refused', async () => {
    const { eventId, buyer } = await drop({ capacity: 2 });
    const ada = await buyer().enter();
    await ada.reserve(2);
    await ada.reserve(1);
    const eve = await buyer().enter();
    await eve.reserve(1);
    await eve.reserve(1);
    await eve.reserve(0);
    await buyer().reserve(1);
    const seen = await eventually<Answer>(
      () => admin(`/admin/events/${eventId}/status`),
      ({ body }) => total(body.refusals.map(({ count }: { count: number }) => count)) === 5,
    );
    expect(seen.body.refusals[0]).toEqual({ reason: 'Not enough tickets available', count: 2 });
    expect(seen.body.refusals).toEqual(
      expect.arrayContaining([
        { reason: 'An active reservation exists', count: 1 },
        { reason: 'Invalid fields', count: 1 },
        { reason: 'Missing required fields', count: 1 },
      ]),
    );
  });

  it('leaves statistics in Redis under keys with a TTL, and none for an unknown event', async () => {
    const { eventId, buyer } = await drop();
    await (await buyer().enter()).reserve(0);
    const statisticsKeys = [
      ...statisticsWindowNames.map((window) => `td:{${eventId}}:journal:${window}`),
      `td:{${eventId}}:refusals`,
    ];
    await eventually(
      () => redis.exists(...statisticsKeys),
      (count) => count === statisticsKeys.length,
    );
    for (const key of statisticsKeys) expect(await redis.ttl(key), key).toBeGreaterThan(600_000);
    const unknown = '7d5a0d5e-0000-4000-8000-000000000000';
    await call(`/events/${unknown}/waiting-room/join`, { method: 'POST' });
    await (await buyer().enter()).reserve(0);
    await eventually(
      () => redis.hget(`td:{${eventId}}:refusals`, 'Invalid fields'),
      (count) => count === '2',
    );
    expect(await redis.keys(`td:{${unknown}}:*`)).toEqual([]);
  });

  it('lists the workflow of each reservation, newest first, without buyer ids or tokens', async () => {
    const { eventId, buyer } = await drop({ capacity: 10 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    await ada.buy(3);
    const held = await eve.reserve(2);
    const { body } = await admin(`/admin/events/${eventId}/reservations`);
    expect(body.reservations).toMatchObject([
      {
        id: held.body.id,
        tier_name: 'Tier 1',
        quantity: 2,
        total_price_cents: 5_000,
        status: 'active',
        checkout_status: null,
        expires_at: held.body.expires_at,
        ended_at: null,
      },
      { quantity: 3, status: 'converted', checkout_status: 'completed' },
    ]);
    const workflowId = encodeURIComponent(workflowIds.reservation(held.body.id));
    expect(body.reservations[0].workflow_url).toBe(
      `${environment['TEMPORAL_UI_URL']}/namespaces/default/workflows/${workflowId}`,
    );
    expect(JSON.stringify(body)).not.toMatch(new RegExp(`${ada.id}|${eve.id}|${ada.token}|${eve.token}`));
    expect((await admin(`/admin/events/${eventId}/reservations?limit=1`)).body.reservations).toHaveLength(1);
    expect((await admin(`/admin/events/${eventId}/reservations?limit=1000`)).status).toBe(400);
  });
});
