import pMap from 'p-map';
import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { until } from '../../scripts/poll.ts';
import { figure } from '../figure.ts';
import type { ScenarioContext, Scenario } from '../scenario.ts';
import { fillRoom, untilDrained } from '../waiting-crowd.ts';

/** People in each waiting room when its sale opens. */
const crowd = 20;

export const opening: Scenario = {
  name: 'opening',
  about:
    'How long after its time a sale lets its first wave in, by the clock of Redis, ' +
    'with 20 people in front of each door',
  async run(context: ScenarioContext) {
    const { stack, quick, say, signal } = context;
    const sales = quick ? 10 : 30;
    const first = Date.now() + 5_000 + sales * 500;
    say(`${sales} sales are announced`);
    const opensAt = (index: number) => first + index * 300;
    const drops = await pMap(
      Array.from({ length: sales }, (_, index) => index),
      async (index) => ({ opensAt: opensAt(index), ...(await stack.organiser.openDrop({ opensAt: opensAt(index) })) }),
      { concurrency: 4 },
    );
    for (const { eventId } of drops) await fillRoom(context, eventId, crowd);
    for (const { eventId } of drops) await untilDrained(context, eventId);
    if (Date.now() > first) throw new Error('The first sale opened before all were announced.');

    const late = await pMap(drops, async ({ eventId, opensAt: due }) => {
      say('the sales open');
      await until(async () => (await stack.redis.hexists(roomKeys(eventId).sale, 'wave_at')) === 1, {
        withinMs: 60_000,
        signal,
      });
      return Number(await stack.redis.hget(roomKeys(eventId).sale, 'wave_at')) - due;
    });
    return {
      figures: [
        figure(`a sale opens late, half of ${sales}`, 'ms', late),
        figure(`a sale opens late, the latest of ${sales}`, 'ms', [Math.max(...late)], {
          goal: { of: 'value', at: 'most', value: 250 },
        }),
      ],
    };
  },
};
