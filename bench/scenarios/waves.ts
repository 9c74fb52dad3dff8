import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { figure } from '../figure.ts';
import { sendDuring, type LoadResult, type Target } from '../load/vegeta.ts';
import { admitBuyers, buyAdmitted } from '../purchasing.ts';
import { residentMemory } from '../resident-memory.ts';
import type { ScenarioContext, Scenario } from '../scenario.ts';
import { fillRoom } from '../waiting-crowd.ts';

const plan = { count: 5, buyers: 1_000 };
const quickPlan = { count: 2, buyers: 60 };
const line = 20_000;
/** Buyers who send a request in the same moment. */
const atOnce = 32;
/** As many as ask in a line of 20,000 that looks every twenty seconds. */
const pollsPerSecond = 1_000;

export const waves: Scenario = {
  name: 'waves',
  about:
    'Waves of 1,000 people who buy, 32 at once, while those in a line of 20,000 ask where they stand; ' +
    'and what API and worker have in memory after the last',
  async run(context: ScenarioContext) {
    const { stack, quick, say, signal } = context;
    const { count, buyers } = quick ? quickPlan : plan;
    const drop = await stack.organiser.openDrop();
    const targets = await pollsOfLine(context);
    const folder = await mkdtemp(join(context.folder, 'polls-'));

    say('warming up');
    await buyAdmitted(context, drop, await admitBuyers(context, drop, 60), { atOnce });
    const polls: LoadResult[] = [];
    const rates: number[] = [];
    for (let wave = 1; wave <= count; wave += 1) {
      signal.throwIfAborted();
      const crowd = await admitBuyers(context, drop, buyers);
      say(`wave ${wave} of ${count}: ${buyers} buy`);
      const since = performance.now();
      const buying = () => buyAdmitted(context, drop, crowd, { atOnce, countRefused: true });
      polls.push(await sendDuring(buying, { targets, perSecond: pollsPerSecond, folder, signal }));
      rates.push((buyers * 1_000) / (performance.now() - since));
    }
    const sold = (count * buyers).toLocaleString('en');
    const memoryOf = async (name: string, pid: number, most: number) =>
      figure(`memory of the ${name} after ${sold} purchases`, 'MiB', [await residentMemory(pid)], {
        goal: { of: 'value', at: 'most', value: most },
      });
    return {
      figures: [
        figure('purchases meanwhile', '/s', rates),
        figure(
          `poll, half of them, at ${pollsPerSecond} a second while a wave buys`,
          'ms',
          polls.map(({ p50 }) => p50),
        ),
        figure(
          `poll, 99 of 100, at ${pollsPerSecond} a second while a wave buys`,
          'ms',
          polls.map(({ p99 }) => p99),
          { goal: { of: 'value', at: 'most', value: 100 } },
        ),
        await memoryOf('API', stack.api.pid, 200),
        await memoryOf('worker', stack.worker.pid, 450),
      ],
    };
  },
};

/** A line that is only asked about: the workflows of everybody in it would start meanwhile. */
async function pollsOfLine(context: ScenarioContext): Promise<Target[]> {
  const { apiUrl, organiser, redis } = context.stack;
  const { eventId } = await organiser.openDrop({ waveSize: 1 });
  const waiting = await fillRoom(context, eventId, line);
  await redis.xtrim(roomKeys(eventId).joins, 'MAXLEN', 0);
  return waiting.map(({ token }) => ({
    method: 'GET',
    url: `${apiUrl}/events/${eventId}/waiting-room/status?token=${token}`,
  }));
}
