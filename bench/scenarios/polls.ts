import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { figure, median } from '../figure.ts';
import { sendAtRate } from '../load/vegeta.ts';
import { rush } from '../load/wrk.ts';
import { inTurns, type Bench, type Scenario } from '../scenario.ts';
import { fillRoom, tokensFile } from '../waiting-crowd.ts';

const floor = 5_000;
/** Well below it, to see how long an answer takes while there is time for all of them. */
const steadily = 2_000;

export const polls: Scenario = {
  name: 'polls',
  about: 'People in a line of 20,000 who ask one API process where they stand',
  async run(bench: Bench) {
    const { stack, quick, signal, folder } = bench;
    const { eventId } = await stack.organiser.drop({ waveSize: 1 });
    const crowd = await fillRoom(bench, eventId, 20_000);
    // The line is what counts here, not its workflows, which would be on their way for a minute.
    await stack.redis.xtrim(roomKeys(eventId).joins, 'MAXLEN', 0);
    const tokens = await tokensFile(bench, crowd);
    const limit = await stack.startLimits();
    const seconds = quick ? 2 : 4;
    const path = `/events/${eventId}/waiting-room/status?token=`;
    await rush({ url: stack.apiUrl, path, tokensFile: tokens, seconds: 1, signal });

    const found = await inTurns(bench, quick ? 2 : 3, {
      polls: () => rush({ url: stack.apiUrl, path, tokensFile: tokens, seconds, signal }),
      'one Lua script': () =>
        rush({ url: limit, path: `/script/${eventId}/status?token=`, tokensFile: tokens, seconds, signal }),
      'an empty route': () => rush({ url: limit, path: '/empty', seconds, signal }),
    });
    bench.say(`${steadily} polls a second`);
    const steady = await sendAtRate({
      targets: crowd.map(({ token }) => ({ method: 'GET', url: stack.apiUrl + path + token })),
      perSecond: steadily,
      seconds,
      folder,
      signal,
    });
    return {
      figures: [
        figure('status polls', '/s', found.polls, {
          limits: [
            { name: 'a Hono route with one Lua script', value: median(found['one Lua script']) },
            { name: 'an empty Hono route', value: median(found['an empty route']) },
          ],
          goal: { of: 'value', at: 'least', value: floor },
        }),
        figure(`poll, half of them, at ${steadily} a second`, 'ms', [steady.p50]),
        figure(`poll, 99 of 100, at ${steadily} a second`, 'ms', [steady.p99]),
      ],
    };
  },
};
