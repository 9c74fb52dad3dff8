import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { figure } from '../figure.ts';
import type { Bench, Scenario } from '../scenario.ts';
import { fillRoom } from '../waiting-crowd.ts';

const people = 20_000;

export const memory: Scenario = {
  name: 'memory',
  about: 'How much of Redis a person in a waiting room takes, among 20,000 with names of 36 characters',
  async run(bench: Bench) {
    const { stack, say } = bench;
    const { eventId } = await stack.organiser.drop({ waveSize: 1 });
    // Without the worker, to see the lines of those whose workflow has not started yet.
    await stack.worker.stop();
    const before = await usedMemory(bench);
    say(`${people} people join`);
    await fillRoom(bench, eventId, people);
    const queued = await usedMemory(bench);
    await stack.redis.del(roomKeys(eventId).joins);
    const settled = await usedMemory(bench);
    return {
      figures: [
        figure('Redis for a waiting person', 'bytes', [(settled - before) / people], {
          goal: { of: 'value', at: 'most', value: 500 },
        }),
        figure('more until the workflow has started', 'bytes', [(queued - settled) / people]),
      ],
    };
  },
};

async function usedMemory({ stack }: Bench): Promise<number> {
  const told = /^used_memory:(\d+)/m.exec(await stack.redis.info('memory'))?.[1];
  return Number(told);
}
