import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { rushKey, roomKeys } from '../../activities/waiting-room/keys.ts';
import { redisWaitingRoom } from '../../activities/waiting-room/waiting-room.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually, type Drop } from '../harness.ts';
import { times } from './client-requests.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { faultStack, admin, drop, environment, redis, temporal } = await useFaultStack();
const room = redisWaitingRoom(redis);

const HOUR_MS = 3_600_000;
/** More than are passed on while the test looks, and few enough to be passed on by its end. */
const PEOPLE = 1_500;

/** A line takes this long at least, and its rest four times as long: five lines a second at most. */
const LATE_MS = 40;
const slowTemporal = () => faultStack.proxies.worker.temporal.slow(LATE_MS);
const MOST_WHILE_BUYING = 1_000 / (5 * LATE_MS);
const linesOf = (eventId: string) => redis.xlen(roomKeys(eventId).joins);

/** An event whose waves are an hour apart, with a crowd in its line that the worker has to write down. */
async function crowdedSale(waveSize: number) {
  const { eventId } = await drop({ wave_size: waveSize, wave_interval_ms: HOUR_MS });
  const tokens = times(PEOPLE, () => randomUUID());
  for (const token of tokens) await room.join(eventId, { token });
  return { eventId, tokens };
}

/** Four people who buy again and again, at another event, until `stop`. */
function keepBuying({ buyer }: Drop) {
  const state = { bought: 0, stopped: false };
  const loops = times(4, async () => {
    while (!state.stopped) {
      const { status } = await (await buyer().enter()).buy();
      if (status === 201) state.bought += 1;
    }
  });
  return {
    bought: async () => state.bought,
    async stop() {
      state.stopped = true;
      await Promise.all(loops);
      await eventually(
        () => redis.exists(rushKey),
        (left) => left === 0,
      );
    },
  };
}

/** Lines a second that go until `ask` has risen by this much. */
async function linesASecond(eventId: string, ask: () => Promise<number>, by: number): Promise<number> {
  const [before, asked, since] = [await linesOf(eventId), await ask(), performance.now()];
  await eventually(ask, (now) => now >= asked + by, 60_000);
  return ((before - (await linesOf(eventId))) * 1_000) / (performance.now() - since);
}

/** The worker's metric of the joins. */
async function metric(name: string): Promise<number> {
  const page = await (await fetch(environment['WORKER_METRICS_URL']!)).text();
  return Number(new RegExp(`^${name}\\{.*stream="joins".*\\} ([\\d.]+)`, 'm').exec(page)?.[1]);
}

describe('a crowd whose places are to be written down', () => {
  it('makes way for those who buy, and is written down whole once nobody does', async () => {
    const sale = await drop();
    await slowTemporal();
    const buyers = keepBuying(sale);
    await eventually(buyers.bought, (bought) => bought > 0, 30_000);
    const { eventId } = await crowdedSale(1);
    const busy = await linesASecond(eventId, buyers.bought, 16);

    await eventually(
      () => metric('ticketdrop_place_stream_backlog'),
      (lines) => lines > 0,
    );
    await eventually(
      () => metric('ticketdrop_place_stream_oldest_seconds'),
      (seconds) => seconds > 0,
    );
    const { body } = await admin(`/admin/events/${eventId}/status`);
    expect(body.join_backlog).toBeGreaterThan(0);
    expect(body.join_backlog_seconds).toBeGreaterThan(0);
    // The first of them was admitted by the join itself.
    expect(body).toMatchObject({ queue_length: PEOPLE - 1, admitted: 1 });

    await buyers.stop();
    const passed = async () => PEOPLE - (await linesOf(eventId));
    const quiet = await linesASecond(eventId, passed, 400);
    expect(busy).toBeGreaterThan(0);
    // The lines that were under way when the first of them bought had no rest.
    expect(busy).toBeLessThan(1.5 * MOST_WHILE_BUYING);
    expect(quiet).toBeGreaterThan(2 * busy);

    await faultStack.proxies.worker.temporal.restore();
    await eventually(passed, (count) => count === PEOPLE, 120_000);
    const query = `WorkflowType = 'waitingRoomEntry' AND ExecutionStatus = 'Running' AND EventId = '${eventId}'`;
    await eventually(
      async () => (await temporal.workflow.count(query)).count,
      (running) => running === PEOPLE,
      30_000,
    );
    await eventually(
      () => metric('ticketdrop_place_stream_backlog'),
      (lines) => lines === 0,
    );
    expect((await admin(`/admin/events/${eventId}/status`)).body).toMatchObject({
      join_backlog: 0,
      join_backlog_seconds: 0,
    });
  }, 300_000);

  it('holds up neither the admission of somebody in it nor the wave of another sale', async () => {
    const sale = await drop();
    const small = await drop({ wave_size: 1, wave_interval_ms: 1_000 });
    await slowTemporal();
    const buyers = keepBuying(sale);
    await eventually(buyers.bought, (bought) => bought > 0, 30_000);
    const { eventId, tokens } = await crowdedSale(300);
    // The first 300 took the slots of the empty wave that a sale begins with.
    await room.admitWave(eventId, 2);
    await eventually(
      () => redis.xlen(roomKeys(eventId).admissions),
      (left) => left === 0,
      60_000,
    );
    const last = tokens[599]!;
    const lines = await redis.xrange(roomKeys(eventId).joins, '-', '+');
    expect(lines.some(([, fields]) => fields.includes(last))).toBe(true);
    expect(await room.standing(eventId, last)).toMatchObject({ position: 0 });
    const { events } = await temporal.workflow.getHandle(workflowIds.entry(eventId, last)).fetchHistory();
    expect(events!.filter((past) => past.workflowExecutionSignaledEventAttributes)).toHaveLength(1);

    // The second of them waits for a wave, and the sale rests until the worker sees the join.
    for (const person of [small.buyer(), small.buyer()]) await person.enter();
    expect(await linesOf(eventId)).toBeGreaterThan(0);
    await buyers.stop();
  }, 300_000);
});
