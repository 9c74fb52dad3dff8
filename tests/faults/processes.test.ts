import { expect, it } from 'vitest';
import { answers } from '../../scripts/poll.ts';
import { eventually } from '../harness.ts';
import { checkDrop } from './drop-checks.ts';
import { runDrop } from './drop.ts';
import { reproduction } from './settings.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { faultStack, db } = await useFaultStack();
const { api, worker } = faultStack.processes;
const { apiUrl, environment } = faultStack.stack;

it('F38 keeps every promise of a drop while one of two APIs and one of two workers are killed', async () => {
  await Promise.all([api.stop(), worker.stop()]);
  await Promise.all([api.start({ API_PROCESSES: '2' }), worker.start({ WORKER_PROCESSES: '2' })]);
  const secondWorker = `http://127.0.0.1:${Number(environment['WORKER_METRICS_PORT']) + 1}/metrics`;
  await eventually(
    async () => (await answers(secondWorker, 'num_pollers')) && (await answers(`${apiUrl}/metrics`, 'process="2"')),
    (areAllReady) => areAllReady,
    60_000,
  );
  const seed = 38;
  const outcome = await runDrop(faultStack, {
    seed,
    buyers: 60,
    tickets: 45,
    reservationTtlSeconds: 5,
    arriveWithinMs: 2_000,
    faults: [
      { kind: 'kill one of', process: 'api', at: 1_500, lasts: 10_000 },
      { kind: 'kill one of', process: 'worker', at: 3_000, lasts: 10_000 },
    ],
  });
  const { eventId } = outcome.drop;
  await eventually(
    () => db.reservation.count({ where: { event_id: eventId, status: 'active' } }),
    (held) => held === 0,
    60_000,
  );
  expect(await db.order.count({ where: { event_id: eventId } })).toBeGreaterThan(0);
  expect(await checkDrop(db, outcome), reproduction(seed)).toEqual([]);
}, 300_000);
