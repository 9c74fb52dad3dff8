import { setTimeout as pauseFor } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eventually } from '../harness.ts';
import { times } from './client-requests.ts';
import { services } from './fault-stack.ts';
import { stores } from './store-processes.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { faultStack, db, drop } = await useFaultStack();

const SELLS_AGAIN_WITHIN_MS = 30_000;
const SETTLED_WITHIN_MS = 15_000;
/** Number of last answers in which the error rate is measured. */
const ANSWERS = 100;

describe('after a single kill', () => {
  it.each([...stores, ...services])(
    'of %s, fewer than 1 in 100 requests fail after 30 s, and every payment is decided after 15 s',
    async (victim) => {
      const { eventId, buyer } = await drop({ capacity: 5_000, purchase_limit: 1_000 });
      const buyers = await Promise.all(times(6, () => buyer().enter()));
      const answers: { at: number; ok: boolean }[] = [];
      const stop = new AbortController();
      const load = Promise.all(
        buyers.map(async (one) => {
          while (!stop.signal.aborted) {
            const answer = await one.buy(1).catch(() => undefined);
            const mine = answer?.status === 409 ? await one.mine().catch(() => undefined) : undefined;
            if (mine?.status === 200) await one.giveBack(mine.body.id).catch(() => undefined);
            answers.push({ at: Date.now(), ok: answer !== undefined && answer.status < 500 });
            await pauseFor(20);
          }
        }),
      );
      await eventually(
        async () => answers.length,
        (count) => count > 20,
        30_000,
      );
      await faultStack.processes[victim].kill();
      await faultStack.processes[victim].start();
      const backAt = Date.now();
      await eventually(
        () =>
          db.reservation.count({
            where: { event_id: eventId, status: 'active', payment_started_at: { lt: new Date(backAt) } },
          }),
        (count) => count === 0,
        SETTLED_WITHIN_MS,
      );
      await eventually(
        async () => {
          const last = answers.slice(-ANSWERS);
          return last.length === ANSWERS && last[0]!.at > backAt && last.filter(({ ok }) => !ok).length < ANSWERS / 100;
        },
        Boolean,
        SELLS_AGAIN_WITHIN_MS,
      );
      stop.abort();
      await load;
      expect(answers.length).toBeGreaterThan(ANSWERS);
    },
    180_000,
  );
});
