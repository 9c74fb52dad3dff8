import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import { roomKeys } from '../activities/waiting-room/keys.ts';
import { until } from '../scripts/poll.ts';
import type { ScenarioContext } from './scenario.ts';

export type WaitingBuyer = { buyerId: string; token: string };

/** Puts this many people, each with a buyer id, into the waiting room of an event without using the API. */
export async function fillRoom(
  { stack }: Pick<ScenarioContext, 'stack'>,
  eventId: string,
  people: number,
): Promise<WaitingBuyer[]> {
  const crowd = Array.from({ length: people }, () => ({ buyerId: randomUUID(), token: randomUUID() }));
  await pMap(
    crowd,
    async (person) => {
      const answer = await stack.waitingRoom.join(eventId, person);
      if (answer.outcome !== 'joined') throw new Error(`The room of ${eventId} is ${answer.outcome}.`);
    },
    { concurrency: 500 },
  );
  return crowd;
}

/** Resolves when the worker has started the workflows of all entries. */
export async function untilDrained(
  { stack, signal }: Pick<ScenarioContext, 'stack' | 'signal'>,
  eventId: string,
): Promise<void> {
  const drained = await until(async () => (await stack.redis.xlen(roomKeys(eventId).joins)) === 0, {
    withinMs: 60_000,
    signal,
  });
  if (!drained) throw new Error('The join stream was not drained within a minute.');
}

/** Writes the tokens to a file that a load tool chooses from. */
export async function tokensFile({ folder }: Pick<ScenarioContext, 'folder'>, crowd: WaitingBuyer[]): Promise<string> {
  const file = join(folder, 'tokens');
  await writeFile(file, crowd.map(({ token }) => `${token}\n`).join(''));
  return file;
}
