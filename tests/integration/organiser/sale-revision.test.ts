import { randomUUID } from 'node:crypto';
import { expect, it, describe } from 'vitest';
import type { Prisma } from '../../../prisma/generated/client.ts';
import { saleView, workflowIds, type SaleView } from '../../../workflows/messages.ts';
import { eventually, stack } from '../../harness.ts';

const { admin, db, drop, reconcile, redis, temporal } = stack();

const saleOf = (eventId: string) => temporal.workflow.getHandle(workflowIds.sale(eventId));
const viewOf = (eventId: string): Promise<SaleView> => saleOf(eventId).query(saleView);
const statusOf = (eventId: string) =>
  saleOf(eventId)
    .describe()
    .then(({ status }) => status.name);
const patch = (eventId: string, body: object) => admin(`/admin/events/${eventId}`, { method: 'PATCH', body });
const gateOf = (eventId: string) => redis.hgetall(`td:{${eventId}}:sale`);

/** Waits until the sale has acted on the newest revision of its event. */
const untilSeen = (eventId: string) =>
  eventually(
    () => db.event.findUniqueOrThrow({ where: { id: eventId } }),
    ({ revision, seen_revision: seen }) => revision === seen,
  );

const signalsTo = async (eventId: string) =>
  (await saleOf(eventId).fetchHistory()).events!.filter((past) => past.workflowExecutionSignaledEventAttributes).length;

/** Changes an event in Postgres alone, as a request whose signal was lost would, and runs the reconciler once. */
async function changeSilently(eventId: string, data: Prisma.EventUpdateInput) {
  await db.event.update({ where: { id: eventId }, data });
  await reconcile();
}

describe('F42 a change whose signal was lost', () => {
  it('F42 pauses the sale, and resumes it', async () => {
    const { eventId } = await drop();
    await changeSilently(eventId, { paused: true });
    await eventually(
      () => viewOf(eventId),
      ({ state }) => state === 'paused',
    );
    expect(await gateOf(eventId)).toMatchObject({ paused: '1' });
    await changeSilently(eventId, { paused: false });
    await eventually(
      () => viewOf(eventId),
      ({ state }) => state === 'selling',
    );
  });

  it('F42 moves the opening, and gives waves their new size and interval', async () => {
    const { eventId } = await drop({
      status: 'scheduled',
      on_sale_at: new Date(Date.now() + 3_600_000).toISOString(),
      wave_interval_ms: 60_000,
    });
    await eventually(
      () => viewOf(eventId),
      ({ state }) => state === 'scheduled',
    );
    await changeSilently(eventId, { on_sale_at: new Date(Date.now() - 1_000), wave_size: 7, wave_interval_ms: 500 });
    await eventually(
      () => gateOf(eventId),
      ({ wave, open_slots: slots }) => wave === '1' && slots === '7',
    );
  });

  it.each(['closed', 'canceled'] as const)('F42 ends the sale of an event that is %s', async (status) => {
    const { eventId, buyer } = await drop();
    await buyer().join();
    await changeSilently(eventId, { status });
    await eventually(
      () => statusOf(eventId),
      (name) => name === 'COMPLETED',
    );
    expect(await gateOf(eventId)).toEqual({});
    expect((await buyer().join()).status).toBe(409);
  });

  it('F42 is told once: when the sale has acted on it the reconciler finds nothing to tell', async () => {
    const { eventId } = await drop();
    await changeSilently(eventId, { paused: true });
    await untilSeen(eventId);
    const before = await signalsTo(eventId);
    await changeSilently(eventId, { name: `Renamed ${randomUUID()}` });
    expect(await signalsTo(eventId)).toBe(before);
  });
});

describe('F42 a sale', () => {
  it('F42 runs after it was closed and opened again within 20 ms, twenty times of twenty', async () => {
    for (let i = 0; i < 20; i += 1) {
      const { eventId, buyer } = await drop({ wave_interval_ms: 1_000 });
      await patch(eventId, { status: 'closed' });
      expect((await patch(eventId, { status: 'on_sale' })).status).toBe(200);
      await untilSeen(eventId);
      await buyer().enter();
      expect(await statusOf(eventId)).toBe('RUNNING');
      expect(await viewOf(eventId)).toMatchObject({ state: 'selling' });
    }
  });

  it('F42 that an engineer cancelled ends as cancelled, and the reconciler starts it again', async () => {
    const { eventId, buyer } = await drop();
    const { runId } = await saleOf(eventId).describe();
    await saleOf(eventId).cancel();
    await eventually(
      () => temporal.workflow.getHandle(workflowIds.sale(eventId), runId).describe(),
      ({ status }) => status.name === 'CANCELLED',
    );
    await eventually(
      async () => {
        await reconcile();
        return statusOf(eventId);
      },
      (name) => name === 'RUNNING',
    );
    await buyer().enter();
  });
});
