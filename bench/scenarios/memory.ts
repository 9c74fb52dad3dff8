import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { figure } from '../figure.ts';
import type { ScenarioContext, Scenario } from '../scenario.ts';
import { fillRoom } from '../waiting-crowd.ts';

const people = 20_000;

export const memory: Scenario = {
  name: 'memory',
  about: 'How much of Redis a person in a waiting room takes, among 20,000 with names of 36 characters',
  async run(context: ScenarioContext) {
    const { stack, say } = context;
    const { eventId } = await stack.organiser.openDrop({ waveSize: 1 });
    // Without the worker the join stream keeps the entries whose workflow has not started yet.
    await stack.worker.stop();
    const before = await usedMemory(context);
    say(`${people} people join`);
    await fillRoom(context, eventId, people);
    const queued = await usedMemory(context);
    await stack.redis.del(roomKeys(eventId).joins);
    const settled = await usedMemory(context);
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

async function usedMemory({ stack }: ScenarioContext): Promise<number> {
  const bytes = /^used_memory:(\d+)/m.exec(await stack.redis.info('memory'))?.[1];
  return Number(bytes);
}
