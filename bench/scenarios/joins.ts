import { randomUUID } from 'node:crypto';
import { salesKey } from '../../activities/waiting-room/keys.ts';
import { figure, median } from '../figure.ts';
import { sendAtRate } from '../load/vegeta.ts';
import { rush } from '../load/wrk.ts';
import { inTurns, type Bench, type Scenario } from '../scenario.ts';

const floor = 3_000;
/** Well below it, to see how long an answer takes while there is time for all of them. */
const steadily = 1_000;

export const joins: Scenario = {
  name: 'joins',
  about:
    'People who come to the door of one API process, each with a name of their own, while the worker starts the workflows of those who came before',
  async run(bench: Bench) {
    const { stack, quick, signal, folder } = bench;
    const { eventId } = await stack.organiser.drop({ waveSize: 1 });
    const limit = await stack.startLimits();
    const door = await sameDoorWithoutWorker(bench);
    const seconds = quick ? 2 : 4;
    const path = `/events/${eventId}/waiting-room/join`;
    await rush({ url: stack.apiUrl, method: 'POST', path, seconds: 1, signal });

    const found = await inTurns(bench, quick ? 2 : 3, {
      joins: () => rush({ url: stack.apiUrl, method: 'POST', path, seconds, signal }),
      'one Lua script': () => rush({ url: limit, method: 'POST', path: `/script/${door}/join`, seconds, signal }),
      'an empty route': () => rush({ url: limit, method: 'POST', path: '/empty', seconds, signal }),
    });
    bench.say(`${steadily} joins a second`);
    const steady = await sendAtRate({
      targets: people(stack.apiUrl + path, steadily),
      perSecond: steadily,
      seconds,
      folder,
      signal,
    });
    return {
      figures: [
        figure('joins', '/s', found.joins, {
          limits: [
            { name: 'a Hono route with one Lua script', value: median(found['one Lua script']) },
            { name: 'an empty Hono route', value: median(found['an empty route']) },
          ],
          goal: { of: 'value', at: 'least', value: floor },
        }),
        figure(`join, half of them, at ${steadily} a second`, 'ms', [steady.p50]),
        figure(`join, 99 of 100, at ${steadily} a second`, 'ms', [steady.p99]),
      ],
    };
  },
};

/** A sale that the gate knows and the worker does not, so that what the limit joins costs nothing behind it. */
async function sameDoorWithoutWorker({ stack }: Bench): Promise<string> {
  const eventId = randomUUID();
  await stack.waitingRoom.publish({
    eventId,
    open: true,
    onSaleAt: Date.now(),
    paused: false,
    waveSize: 1,
    waveIntervalMs: 3_600_000,
    accessTtlMs: 180_000,
    tokenTtlMs: 3_600_000,
  });
  await stack.redis.srem(salesKey, eventId);
  return eventId;
}

const people = (url: string, count: number) =>
  Array.from({ length: count }, () => ({ method: 'POST' as const, url, headers: { 'X-User-Id': randomUUID() } }));
