import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { figure, median } from '../figure.ts';
import { sendAtRate } from '../load/vegeta.ts';
import { measureThroughput } from '../load/wrk.ts';
import { measureAlternating, type ScenarioContext, type Scenario } from '../scenario.ts';
import { fillRoom, tokensFile } from '../waiting-crowd.ts';

/** Well below what one process can do, to see how long an answer takes at a load that it keeps up with. */
const steadyRate = 2_000;

export const polls: Scenario = {
  name: 'polls',
  about: 'People in a line of 20,000 who ask one API process where they stand',
  async run(context: ScenarioContext) {
    const { stack, quick, signal, folder } = context;
    const { eventId } = await stack.organiser.openDrop({ waveSize: 1 });
    const crowd = await fillRoom(context, eventId, 20_000);
    // Only the queue is needed here; starting the workflows of everybody in it would take a minute.
    await stack.redis.xtrim(roomKeys(eventId).joins, 'MAXLEN', 0);
    const tokens = await tokensFile(context, crowd);
    const limit = await stack.startLimits();
    const seconds = quick ? 2 : 4;
    const path = `/events/${eventId}/waiting-room/status?token=`;
    await measureThroughput({ url: stack.apiUrl, path, tokensFile: tokens, seconds: 1, signal });

    const found = await measureAlternating(context, quick ? 2 : 3, {
      polls: () => measureThroughput({ url: stack.apiUrl, path, tokensFile: tokens, seconds, signal }),
      'one Lua script': () =>
        measureThroughput({
          url: limit,
          path: `/script/${eventId}/status?token=`,
          tokensFile: tokens,
          seconds,
          signal,
        }),
      'an empty route': () => measureThroughput({ url: limit, path: '/empty', seconds, signal }),
      'a route that asks nothing': () => measureThroughput({ url: stack.apiUrl, path: '/health', seconds, signal }),
    });
    context.say(`${steadyRate} polls a second`);
    const steady = await sendAtRate({
      targets: crowd.map(({ token }) => ({ method: 'GET', url: stack.apiUrl + path + token })),
      perSecond: steadyRate,
      seconds,
      folder,
      signal,
    });
    return {
      figures: [
        figure('status polls', '/s', found.polls, {
          limits: [
            { name: 'one Lua script behind a Hono route', value: median(found['one Lua script']) },
            { name: 'an empty Hono route there', value: median(found['an empty route']) },
            {
              name: 'a route of the same process that asks nothing',
              value: median(found['a route that asks nothing']),
            },
          ],
          goal: { of: 'ratio', at: 'least', value: 0.65 },
        }),
        figure(`poll, half of them, at ${steadyRate} a second`, 'ms', [steady.p50]),
        figure(`poll, 99 of 100, at ${steadyRate} a second`, 'ms', [steady.p99]),
      ],
    };
  },
};
