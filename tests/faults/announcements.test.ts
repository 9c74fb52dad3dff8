import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { redisWaitingRoom } from '../../activities/waiting-room/waiting-room.ts';
import { saleView, workflowIds, type SaleWorkflow } from '../../workflows/messages.ts';
import { eventually } from '../harness.ts';
import { times } from './client-requests.ts';
import { scale } from './settings.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { faultStack, admin, drop, redis, temporal } = await useFaultStack();

const WAVE = 10_000;
const INTERVAL_MS = 8_000;
/** Announcing a wave takes far longer than this. The short form may run beside other work. */
const IN_TIME_MS = scale(5_000, 2_000);

describe('a wave of ten thousand', () => {
  it('F48 holds up no next wave, no pause and no close while Temporal takes 200 signals a second', async () => {
    const opensAt = Date.now() + 25_000;
    const { eventId } = await drop({
      status: 'scheduled',
      on_sale_at: new Date(opensAt).toISOString(),
      wave_size: WAVE,
      wave_interval_ms: INTERVAL_MS,
    });
    const keys = roomKeys(eventId);
    await eventually(
      () => redis.hget(keys.sale, 'open'),
      (open) => open === '1',
    );
    const room = redisWaitingRoom(redis);
    await Promise.all(times(2 * WAVE + 500, () => room.join(eventId, { token: randomUUID() })));
    // Eight signals at once, each answered after 40 ms.
    await faultStack.proxies.worker.temporal.slow(40);
    const wave = (number: number) =>
      eventually(
        () => redis.hmget(keys.sale, 'wave', 'wave_at'),
        ([last]) => Number(last) >= number,
        60_000,
      ).then(([, at]) => Number(at));
    const sale = temporal.workflow.getHandle<SaleWorkflow>(workflowIds.sale(eventId));

    const first = await wave(1);
    const second = await wave(2);
    expect(first - opensAt).toBeLessThan(IN_TIME_MS);
    expect(second - first).toBeLessThan(INTERVAL_MS + IN_TIME_MS);
    // Each was admitted once, and most of them are still to be announced.
    expect(await redis.zcard(keys.passes)).toBe(2 * WAVE);
    expect(await redis.xlen(keys.admissions)).toBeGreaterThan(WAVE);

    let since = performance.now();
    await admin(`/admin/events/${eventId}/pause`, { method: 'POST' });
    await eventually(
      () => sale.query(saleView),
      ({ state }) => state === 'paused',
      60_000,
    );
    expect(performance.now() - since).toBeLessThan(IN_TIME_MS);
    since = performance.now();
    await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'closed' } });
    await eventually(
      () => redis.exists(keys.sale, keys.passes, keys.admissions),
      (left) => left === 0,
      60_000,
    );
    expect(performance.now() - since).toBeLessThan(IN_TIME_MS);
  }, 180_000);

  it('F48 is announced to its end by another worker when the first one dies in the middle', async () => {
    const { eventId } = await drop({ wave_size: 300, wave_interval_ms: 3_600_000 });
    const room = redisWaitingRoom(redis);
    await faultStack.proxies.worker.temporal.slow(40);
    await Promise.all(times(300, () => room.join(eventId, { token: randomUUID() })));
    // All of them take slots of the first, empty wave; the next wave is the one that is announced.
    const tokens = times(300, () => randomUUID());
    await Promise.all(tokens.map((token) => room.join(eventId, { token })));
    await room.admitWave(eventId, 2);
    const { admissions } = roomKeys(eventId);
    await eventually(
      () => redis.xlen(admissions),
      (left) => left < 290,
      60_000,
    );
    await faultStack.processes.worker.kill();
    await faultStack.proxies.worker.temporal.restore();
    await faultStack.processes.worker.start();
    await eventually(
      () => redis.xlen(admissions),
      (left) => left === 0,
      90_000,
    );
    const signalled = await Promise.all(
      tokens.slice(0, 20).map(async (token) => {
        const { events } = await temporal.workflow.getHandle(workflowIds.entry(eventId, token)).fetchHistory();
        return events!.filter((past) => past.workflowExecutionSignaledEventAttributes).length;
      }),
    );
    // A signal that was sent and not acknowledged is sent again and changes nothing.
    for (const signals of signalled) expect(signals).toBeGreaterThanOrEqual(1);
  }, 240_000);
});
