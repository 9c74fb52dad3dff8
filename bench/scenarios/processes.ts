import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { figure, median, type Figure } from '../figure.ts';
import { measureThroughput } from '../load/wrk.ts';
import type { Drop } from '../organiser-client.ts';
import { timePerItem } from '../processor-time.ts';
import { admitBuyers, buyAdmitted, costOf } from '../purchasing.ts';
import type { ScenarioContext, Scenario } from '../scenario.ts';
import { fillRoom, tokensFile } from '../waiting-crowd.ts';

const loads = ['joins', 'polls', 'purchases'] as const;
type Load = (typeof loads)[number];
/** How many a second, and the processor time of one in each part of the product, in milliseconds. */
type Measured = { perSecond: number; ms: Record<string, number> };
type Round = Record<Load, Measured>;

/** A part that takes less of the processor time is never where the limit is. */
const LEAST_SHARE = 0.01;

/** The parts of which there can be more processes. */
const multiplied = ['API', 'Worker'];

export const processes: Scenario = {
  name: 'processes',
  about:
    'Joins, polls and whole purchases with one API process and one worker, and with two of each, in turns; ' +
    'what more cores would bring follows from the processor time of each part',
  async run(context: ScenarioContext) {
    const { stack, quick, say, signal } = context;
    const waiting = await stack.organiser.openDrop({ waveSize: 1 });
    const drop = await stack.organiser.openDrop();
    const tokens = await tokensFile(context, await fillRoom(context, waiting.eventId, 5_000));
    await stack.redis.xtrim(roomKeys(waiting.eventId).joins, 'MAXLEN', 0);
    const found: Record<1 | 2, Round[]> = { 1: [], 2: [] };
    const rounds = quick ? 2 : 4;
    let running: 1 | 2 = 1;
    for (let round = 1; round <= rounds; round += 1) {
      for (const count of round % 2 === 1 ? ([1, 2] as const) : ([2, 1] as const)) {
        signal.throwIfAborted();
        say(`${count} of each, round ${round} of ${rounds}`);
        if (count !== running) await stack.restartServices(count);
        running = count;
        found[count].push(await measureRound(context, { waiting, drop, tokens }));
      }
    }
    return { figures: [...loads.flatMap((load) => growth(load, found)), ...arithmetic(found[1])] };
  },
};

async function measureRound(
  context: ScenarioContext,
  { waiting: { eventId }, drop, tokens }: { waiting: Drop; drop: Drop; tokens: string },
): Promise<Round> {
  const { stack, quick, signal } = context;
  const seconds = quick ? 2 : 4;
  const buyers = quick ? 50 : 150;
  const room = `/events/${eventId}/waiting-room`;
  // Processes that have just started are slow, and refuse who would wait too long.
  await buyAdmitted(context, drop, await admitBuyers(context, drop, 30), { countRefused: true });
  const crowd = await admitBuyers(context, drop, buyers);
  const polls = await withTime(context, seconds, () =>
    measureThroughput({
      url: stack.apiUrl,
      path: `${room}/status?token=`,
      tokensFile: tokens,
      seconds,
      signal,
    }),
  );
  const purchases = await withTime(
    context,
    1,
    async () => 1_000 / costOf(await buyAdmitted(context, drop, crowd, { countRefused: true })),
    buyers,
  );
  const joins = await withTime(context, seconds, () =>
    measureThroughput({ url: stack.apiUrl, method: 'POST', path: `${room}/join`, seconds, signal }),
  );
  // Who joined is no longer needed, and the next round is measured without the work that they leave.
  await stack.redis.xtrim(roomKeys(eventId).joins, 'MAXLEN', 0);
  return { joins, polls, purchases };
}

/** Measures a rate, and the processor time of each of `items`; without a number it is what came in `seconds`. */
async function withTime(
  { stack }: ScenarioContext,
  seconds: number,
  measure: () => Promise<number>,
  items?: number,
): Promise<Measured> {
  const before = stack.processorTime();
  const perSecond = await measure();
  return { perSecond, ms: timePerItem(before, stack.processorTime(), items ?? perSecond * seconds) };
}

const growth = (load: Load, found: Record<1 | 2, Round[]>): Figure[] => {
  const rates = (count: 1 | 2) => found[count].map((round) => round[load].perSecond);
  const one = { name: 'one of each', value: median(rates(1)) };
  return [
    figure(`${load} with two of each`, '/s', rates(2), { limits: [one] }),
    figure(
      `processor time of 1,000 ${load} with two of each`,
      'ms',
      found[2].map((round) => 1_000 * sum(round[load].ms)),
      { limits: [{ name: 'one of each', value: median(found[1].map((round) => 1_000 * sum(round[load].ms))) }] },
    ),
  ];
};

/** What more cores can bring: the share of what can be multiplied, and where the rest would be full by itself. */
const arithmetic = (rounds: Round[]): Figure[] =>
  loads.flatMap((load) => {
    const ofRounds = (value: (ms: Record<string, number>) => number) => rounds.map((round) => value(round[load].ms));
    const ofProcesses = (ms: Record<string, number>) => multiplied.reduce((total, name) => total + ms[name]!, 0);
    const ofRound = ({ [load]: { ms } }: Round) => ms;
    const worthNaming = Object.keys(ofRound(rounds[0]!)).filter((name) =>
      rounds.every((round) => ofRound(round)[name]! > LEAST_SHARE * sum(ofRound(round))),
    );
    return [
      figure(
        `${load}: share of the processor time in API and worker`,
        '%',
        ofRounds((ms) => (100 * ofProcesses(ms)) / sum(ms)),
      ),
      ...worthNaming.map((name) =>
        figure(
          `${load} for each core of ${name}`,
          '/s',
          ofRounds((ms) => 1_000 / ms[name]!),
        ),
      ),
    ];
  });

const sum = (ms: Record<string, number>) => Object.values(ms).reduce((total, one) => total + one, 0);
