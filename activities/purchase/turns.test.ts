import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TurnMemory } from './turn-memory.ts';
import { Turns, type Busy } from './turns.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A server that works on one request after the other, each for the same time. */
function serverOf(perSecond: number) {
  let freeAt = 0;
  return async () => {
    freeAt = Math.max(freeAt, Date.now()) + 1_000 / perSecond;
    await pause(freeAt - Date.now());
  };
}

type Visit = { buyer: string; tries: number; servedAt?: number; told: number[] };

/** Buyers of a server behind turns; each comes back when told, until served. */
function shop(perSecond: number, turns = new Turns(4_300)) {
  const serve = serverOf(perSecond);
  const served: string[] = [];
  const ask = (buyer: string): Promise<Busy | 'held'> =>
    turns.take(buyer, Date.now(), async () => {
      await serve();
      served.push(buyer);
      return 'held' as const;
    });
  const visit = async (buyer: string, visits = 10): Promise<Visit> => {
    const told: number[] = [];
    for (let tries = 1; tries <= visits; tries += 1) {
      const answer = await ask(buyer);
      if (answer === 'held') return { buyer, tries, servedAt: Date.now(), told };
      told.push(answer.retryAfterSeconds);
      await pause(answer.retryAfterSeconds * 1_000);
    }
    return { buyer, tries: visits, told };
  };
  return { ask, visit, served };
}

const names = (count: number, of = 'buyer') => Array.from({ length: count }, (_, i) => `${of} ${i}`);

describe('turns', () => {
  it.each([32, 128])('serve %s who come at once within the five seconds, in their order', async (crowd) => {
    const { ask, served } = shop(50);
    const since = Date.now();
    const answers = Promise.all(names(crowd).map(ask));
    await vi.runAllTimersAsync();
    expect(new Set(await answers)).toEqual(new Set(['held']));
    expect(served).toEqual(names(crowd));
    expect(Date.now() - since).toBeLessThan(5_000);
  });

  it('refuse no more of 512 than cannot be served in time, and serve all of those when they come back', async () => {
    const { visit, served } = shop(50);
    const visits = Promise.all(names(512).map((buyer) => visit(buyer)));
    await vi.runAllTimersAsync();
    const all = await visits;
    expect(served).toHaveLength(512);
    const first = all.filter(({ tries }) => tries === 1);
    // 50 a second for the four seconds of an answer.
    expect(first.length).toBeGreaterThan(170);
    expect(first.map(({ buyer }) => buyer)).toEqual(names(first.length));
    expect(all.filter(({ tries }) => tries > 2)).toEqual([]);
    // No second of the server was lost: 512 take it 10.3 s.
    expect(
      Math.max(...all.map(({ servedAt }) => servedAt!)) - Math.min(...all.map(({ servedAt }) => servedAt!)),
    ).toBeLessThan(12_000);
  });

  it('serve who comes back before everybody who came later', async () => {
    const { ask, visit, served } = shop(50);
    const early = Promise.all(names(512, 'early').map((buyer) => visit(buyer)));
    await vi.advanceTimersByTimeAsync(4_500);
    // A newcomer each twentieth of a second, twice what is left over for them.
    let newcomers = 0;
    const coming = setInterval(() => void ask(`late ${newcomers++}`), 25);
    await vi.advanceTimersByTimeAsync(30_000);
    clearInterval(coming);
    await vi.runAllTimersAsync();
    expect((await early).filter(({ tries }) => tries > 2)).toEqual([]);
    const lastEarly = served.findLastIndex((buyer) => buyer.startsWith('early'));
    const lateBefore = served.slice(0, lastEarly).filter((buyer) => buyer.startsWith('late'));
    expect(lateBefore.length).toBeLessThan(60);
  });

  it('keep the place of who comes back to another process', async () => {
    const kept = new Map<string, number>();
    const memory: TurnMemory = {
      keep: async (key, askedAt) => void kept.set(key, askedAt),
      async take(key) {
        const askedAt = kept.get(key);
        kept.delete(key);
        return askedAt;
      },
    };
    const [first, second] = [shop(50, new Turns(4_300, memory)), shop(50, new Turns(4_300, memory))];
    const early = Promise.all(names(300, 'early').map(async (buyer) => ({ buyer, answer: await first.ask(buyer) })));
    await vi.runAllTimersAsync();
    const sentAway = (await early).filter(({ answer }) => answer !== 'held').map(({ buyer }) => buyer);
    expect(sentAway.length).toBeGreaterThan(50);
    const atSecond = Promise.all([...names(100, 'late'), ...sentAway].map((buyer) => second.ask(buyer)));
    await vi.runAllTimersAsync();
    await atSecond;
    // The first of those who came late had their turn at once.
    const behind = second.served.slice(12).map((buyer) => buyer.startsWith('early'));
    expect(behind.slice(0, sentAway.length - 12)).not.toContain(false);
  });

  it('move nobody forward who asks more often', async () => {
    const { ask, visit } = shop(50);
    const patient = Promise.all(names(400, 'patient').map((buyer) => visit(buyer)));
    let impatientServedAt = 0;
    const hammer = async () => {
      while ((await ask('impatient')) !== 'held') await pause(100);
      impatientServedAt = Date.now();
    };
    const hammering = hammer();
    await vi.runAllTimersAsync();
    await hammering;
    const inFirstTurn = (await patient).filter(({ tries }) => tries === 1);
    expect(inFirstTurn.length).toBeGreaterThan(170);
    expect(inFirstTurn.filter(({ servedAt }) => servedAt! > impatientServedAt)).toEqual([]);
  });

  it('forget who does not come back, so that others are not sent away for them', async () => {
    const { ask } = shop(50);
    const gone = Promise.all(names(2_000, 'gone').map(ask));
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await gone).some((answer) => answer !== 'held')).toBe(true);
    const answers = Promise.all(names(300, 'new').map(ask));
    await vi.runAllTimersAsync();
    const told = (await answers).flatMap((answer) => (answer === 'held' ? [] : [answer.retryAfterSeconds]));
    expect(Math.max(...told)).toBeLessThan(6);
  });

  it('answer everybody in time when the server has stopped, and serve again when it works', async () => {
    const turns = new Turns(4_300);
    const since = Date.now();
    const stopped = Promise.allSettled(
      names(100).map((buyer) =>
        turns.take(buyer, since, async () => {
          await pause(since + 4_300 - Date.now());
          throw new Error('deadline exceeded');
        }),
      ),
    );
    await vi.advanceTimersByTimeAsync(4_500);
    const answers = await stopped;
    expect(answers.filter(({ status }) => status === 'rejected').length).toBeLessThan(20);
    const { visit } = shop(50, turns);
    const again = Promise.all(names(100).map((buyer) => visit(buyer)));
    await vi.advanceTimersByTimeAsync(35_000);
    expect((await again).filter(({ servedAt }) => servedAt === undefined)).toEqual([]);
  });
});
