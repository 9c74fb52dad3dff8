import { setTimeout as pauseFor } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { figure, median, type Figure } from '../figure.ts';
import type { Drop } from '../organiser-client.ts';
import type { ScenarioContext, Scenario } from '../scenario.ts';
import { fillRoom, untilDrained, type WaitingBuyer } from '../waiting-crowd.ts';

/** The answers that one buyer got, in their order, with how long each took. */
type Visit = { status: number; ms: number }[];

const mostVisits = 8;

export const turns: Scenario = {
  name: 'turns',
  about:
    '32, 128 and 512 admitted buyers who reserve in the same moment; ' +
    'those who are told to come back do so exactly then',
  async run(context: ScenarioContext) {
    const { stack, quick, say } = context;
    const drop = await stack.organiser.openDrop();
    say('warming up');
    await reserveAtOnce(context, drop, 100);
    const figures: Figure[] = [];
    for (const crowd of quick ? [32, 128] : [32, 128, 512]) {
      say(`${crowd} at once`);
      figures.push(...figuresOf(crowd, await reserveAtOnce(context, drop, crowd)));
    }
    return { figures };
  },
};

function figuresOf(crowd: number, visits: Visit[]): Figure[] {
  const times = visits.map(([first]) => first!.ms).toSorted((one, other) => one - other);
  const returned = visits.filter(({ length }) => length > 1);
  const onFirstReturn = returned.filter((visit) => visit[1]!.status === 201);
  return [
    figure(`${crowd} at once: first answers, half of them`, 'ms', [median(times)]),
    figure(`${crowd} at once: first answers, 99 of 100`, 'ms', [times[Math.ceil(0.99 * crowd) - 1]!], {
      goal: { of: 'value', at: 'most', value: 5_000 },
    }),
    figure(`${crowd} at once: told to come back`, '', [returned.length]),
    ...(returned.length > 0
      ? [figure(`${crowd} at once: of those, served when they came`, '%', [percent(onFirstReturn, returned)])]
      : []),
  ];
}

const percent = (part: unknown[], whole: unknown[]) => (100 * part.length) / whole.length;

async function reserveAtOnce(context: ScenarioContext, drop: Drop, crowd: number): Promise<Visit[]> {
  const buyers = await fillRoom(context, drop.eventId, crowd);
  await untilDrained(context, drop.eventId);
  const dispatcher = new Agent({ connections: crowd, headersTimeout: 20_000 });
  try {
    return await Promise.all(buyers.map((buyer) => reserveUntilServed(context, dispatcher, drop, buyer)));
  } finally {
    await dispatcher.close();
  }
}

/** Reserves, and again when told, until there is another answer than 503. */
async function reserveUntilServed(
  { stack, signal }: ScenarioContext,
  dispatcher: Agent,
  { eventId, tierId }: Drop,
  { buyerId, token }: WaitingBuyer,
): Promise<Visit> {
  const visited: Visit = [];
  for (;;) {
    const since = performance.now();
    const answer = await request(`${stack.apiUrl}/events/${eventId}/reservations`, {
      method: 'POST',
      dispatcher,
      signal,
      headers: { 'x-user-id': buyerId, 'content-type': 'application/json' },
      body: JSON.stringify({ tier_id: tierId, quantity: 1, token }),
    });
    await answer.body.dump();
    visited.push({ status: answer.statusCode, ms: performance.now() - since });
    if (answer.statusCode !== 503) return visited;
    if (visited.length === mostVisits) throw new Error(`A buyer was sent away ${mostVisits} times.`);
    await pauseFor(Number(answer.headers['retry-after']) * 1_000, undefined, { signal });
  }
}
