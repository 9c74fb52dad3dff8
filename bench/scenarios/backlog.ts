import { setTimeout as pause } from 'node:timers/promises';
import { rushKey, roomKeys } from '../../activities/waiting-room/keys.ts';
import { until } from '../../scripts/poll.ts';
import { figure, median } from '../figure.ts';
import { totalTime } from '../processor-time.ts';
import { admitBuyers, buyAdmitted, costOf } from '../purchasing.ts';
import { measureAlternating, type ScenarioContext, type Scenario } from '../scenario.ts';
import { fillRoom } from '../waiting-crowd.ts';

const lines = 20_000;
/** Enough to keep the machine busy, and few enough that all are served in time on a slow one. */
const atOnce = 6;
const PREPARING_MS = 60_000;
/** What the stores still do with what was just written to them. */
const SETTLING_MS = 2_000;

export const backlog: Scenario = {
  name: 'backlog',
  about:
    'The same purchases while the places of 20,000 people who joined another sale wait for their workflows, ' +
    'in turns with purchases while nobody waits',
  async run(context: ScenarioContext) {
    const { stack, quick, say, signal } = context;
    const drop = await stack.organiser.openDrop();
    const { eventId: crowded } = await stack.organiser.openDrop({ waveSize: 1 });
    const { joins } = roomKeys(crowded);
    const [rounds, buyers, seconds] = quick ? [3, 60, 3] : [5, 100, 5];
    /** Milliseconds of processor time of all processes. */
    const spent = { alone: [] as number[], withLines: [] as number[], line: [] as number[] };
    const linesMeanwhile: number[] = [];

    const fill = async () => fillRoom(context, crowded, lines - (await stack.redis.xlen(joins)));
    const empty = () => stack.redis.xtrim(joins, 'MAXLEN', 0);
    const during = async (work: () => Promise<unknown>) => {
      const [before, cpu, since] = [await stack.redis.xlen(joins), totalTime(stack.processorTime()), performance.now()];
      await work();
      const after = await stack.redis.xlen(joins);
      if (before > 0 && after === 0) throw new Error('All lines were passed on before the round was over.');
      const perSecond = ((before - after) * 1_000) / (performance.now() - since);
      return { lines: before - after, perSecond, ms: totalTime(stack.processorTime()) - cpu };
    };
    /** Whole purchases a second, and their processor time, with the lines that `prepare` leaves. */
    const buy = async (prepare: () => Promise<unknown>) => {
      const crowd = await admitBuyers(context, drop, buyers);
      // As if others bought already, so that no lines are passed on at full speed just before.
      await stack.redis.set(rushKey, 1, 'PX', PREPARING_MS);
      await prepare();
      await pause(SETTLING_MS, undefined, { signal });
      let cost = 0;
      const { perSecond, ms } = await during(
        async () => (cost = costOf(await buyAdmitted(context, drop, crowd, { atOnce, countRefused: true }))),
      );
      return { rate: 1_000 / cost, ms: ms / buyers, perSecond };
    };

    say('warming up');
    await buy(empty);
    const found = await measureAlternating(context, rounds, {
      'purchases while nobody waits': async () => {
        const { rate, ms } = await buy(empty);
        spent.alone.push(ms);
        return rate;
      },
      'purchases while 20,000 wait': async () => {
        const { rate, ms, perSecond } = await buy(fill);
        spent.withLines.push(ms);
        linesMeanwhile.push(perSecond);
        return rate;
      },
      'nobody buys': async () => {
        await fill();
        await until(async () => (await stack.redis.exists(rushKey)) === 0, { withinMs: PREPARING_MS, signal });
        const passed = await during(() => pause(seconds * 1_000, undefined, { signal }));
        spent.line.push(passed.ms / passed.lines);
        return passed.perSecond;
      },
    });
    const without = (values: number[]) => ({ limits: [{ name: 'the same without', value: median(values) }] });
    return {
      figures: [
        figure('purchases with 20,000 lines waiting', '/s', found['purchases while 20,000 wait'], {
          ...without(found['purchases while nobody waits']),
          goal: { of: 'ratio', at: 'least', value: 0.85 },
        }),
        figure('processor time of one of them, with that of the lines meanwhile', 'ms', spent.withLines, {
          ...without(spent.alone),
          goal: { of: 'ratio', at: 'most', value: 1.15 },
        }),
        figure('lines passed on while people buy', '/s', linesMeanwhile),
        figure('lines passed on while nobody buys', '/s', found['nobody buys']),
        figure('processor time of such a line', 'ms', spent.line),
      ],
    };
  },
};
