import { setTimeout as pause } from 'node:timers/promises';
import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { figure, median } from '../figure.ts';
import { admitBuyers, buyAdmitted, costOf } from '../purchasing.ts';
import { measureAlternating, type ScenarioContext, type Scenario } from '../scenario.ts';
import { fillRoom } from '../waiting-crowd.ts';

const lines = 20_000;
/** Enough to keep the machine busy, and few enough that all are served in time on a slow one. */
const atOnce = 6;

export const backlog: Scenario = {
  name: 'backlog',
  about:
    'The same purchases while the places of 20,000 people who joined another sale wait for their workflows, ' +
    'in turns with purchases while nobody waits',
  async run(context: ScenarioContext) {
    const { stack, quick, say } = context;
    const drop = await stack.organiser.openDrop();
    const { eventId: crowded } = await stack.organiser.openDrop({ waveSize: 1 });
    const { joins } = roomKeys(crowded);
    const [rounds, buyers, seconds] = quick ? [3, 60, 3] : [5, 100, 5];
    /** How many lines a second went while people bought. */
    const meanwhile: number[] = [];

    const fill = async () => {
      const missing = lines - (await stack.redis.xlen(joins));
      await fillRoom(context, crowded, missing);
    };
    /** Lines that go in a second while `work` runs. Some must be left, or the work was done without a backlog. */
    const linesDuring = async (work: () => Promise<unknown>) => {
      const [before, since] = [await stack.redis.xlen(joins), performance.now()];
      await work();
      const left = await stack.redis.xlen(joins);
      if (left === 0) throw new Error('All lines were passed on before the round was over.');
      return ((before - left) * 1_000) / (performance.now() - since);
    };
    const purchases = async (wrap: (buy: () => Promise<unknown>) => Promise<unknown>) => {
      const crowd = await admitBuyers(context, drop, buyers);
      let cost = 0;
      await wrap(async () => (cost = costOf(await buyAdmitted(context, drop, crowd, { atOnce, countRefused: true }))));
      return 1_000 / cost;
    };

    say('warming up');
    await purchases((buy) => buy());
    const found = await measureAlternating(context, rounds, {
      'purchases while nobody waits': async () => {
        await stack.redis.xtrim(joins, 'MAXLEN', 0);
        return purchases((buy) => buy());
      },
      'purchases while 20,000 wait': async () => {
        await fill();
        return purchases(async (buy) => meanwhile.push(await linesDuring(buy)));
      },
      'nobody buys': async () => {
        await fill();
        return linesDuring(() => pause(seconds * 1_000));
      },
    });
    return {
      figures: [
        figure(
          'whole purchases with 20,000 lines waiting to be passed on',
          '/s',
          found['purchases while 20,000 wait'],
          {
            limits: [{ name: 'the same without', value: median(found['purchases while nobody waits']) }],
            goal: { of: 'ratio', at: 'least', value: 0.85 },
          },
        ),
        figure('lines passed on while people buy', '/s', meanwhile),
        figure('lines passed on while nobody buys', '/s', found['nobody buys']),
      ],
    };
  },
};
