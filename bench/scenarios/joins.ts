import { randomUUID } from 'node:crypto';
import { salesKey } from '../../activities/waiting-room/keys.ts';
import { figure, median } from '../figure.ts';
import { sendAtRate } from '../load/vegeta.ts';
import { measureThroughput } from '../load/wrk.ts';
import { measureAlternating, type ScenarioContext, type Scenario } from '../scenario.ts';

/** Well below what one process can do, to see how long an answer takes at a load that it keeps up with. */
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
      'a route that asks nothing': () => measureThroughput({ url: stack.apiUrl, path: '/health', seconds, signal }),
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
            { name: 'one Lua script behind a Hono route', value: median(found['one Lua script']) },
            { name: 'an empty Hono route there', value: median(found['an empty route']) },
            {
              name: 'a route of the same process that asks nothing',
              value: median(found['a route that asks nothing']),
            },
          ],
          goal: { of: 'ratio', at: 'least', value: 0.6 },
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
