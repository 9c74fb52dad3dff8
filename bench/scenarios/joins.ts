import { randomUUID } from 'node:crypto';
import { salesKey } from '../../activities/waiting-room/keys.ts';
import { figure, median } from '../figure.ts';
import { sendAtRate } from '../load/vegeta.ts';
import { measureThroughput } from '../load/wrk.ts';
import { measureAlternating, type ScenarioContext, type Scenario } from '../scenario.ts';

const floor = 3_000;
/** Well below the floor, to see how long an answer takes at a load that one process can keep up with. */
const steadyRate = 1_000;

export const joins: Scenario = {
  name: 'joins',
  about:
    'People who come to the door of one API process, each with a name of their own, ' +
    'while the worker starts the workflows of those who came before',
  async run(context: ScenarioContext) {
    const { stack, quick, signal, folder } = context;
    const { eventId } = await stack.organiser.openDrop({ waveSize: 1 });
    const limit = await stack.startLimits();
    const limitEventId = await publishSaleWithoutWorker(context);
    const seconds = quick ? 2 : 4;
    const path = `/events/${eventId}/waiting-room/join`;
    await measureThroughput({ url: stack.apiUrl, method: 'POST', path, seconds: 1, signal });

    const found = await measureAlternating(context, quick ? 2 : 3, {
      joins: () => measureThroughput({ url: stack.apiUrl, method: 'POST', path, seconds, signal }),
      'one Lua script': () =>
        measureThroughput({ url: limit, method: 'POST', path: `/script/${limitEventId}/join`, seconds, signal }),
      'an empty route': () => measureThroughput({ url: limit, method: 'POST', path: '/empty', seconds, signal }),
    });
    context.say(`${steadyRate} joins a second`);
    const steady = await sendAtRate({
      targets: people(stack.apiUrl + path, steadyRate),
      perSecond: steadyRate,
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
        figure(`join, half of them, at ${steadyRate} a second`, 'ms', [steady.p50]),
        figure(`join, 99 of 100, at ${steadyRate} a second`, 'ms', [steady.p99]),
      ],
    };
  },
};

/** A sale in Redis that the worker does not read, so that joins of the limit cause no work after the script. */
async function publishSaleWithoutWorker({ stack }: ScenarioContext): Promise<string> {
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
    absentGraceMs: 300_000,
  });
  await stack.redis.srem(salesKey, eventId);
  return eventId;
}

const people = (url: string, count: number) =>
  Array.from({ length: count }, () => ({ method: 'POST' as const, url, headers: { 'X-User-Id': randomUUID() } }));
