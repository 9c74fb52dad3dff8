import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keepHistory, timeSkipping, type ScenarioContext } from '../tests/time-skipping.ts';
import { admitted, left, workflowIds, type EntryWorkflow, type WaitingPlace } from './messages.ts';

const skipping = timeSkipping();
const HOUR = 3_600_000;
const PASS = 180_000;

/** Starts an entry as the join stream does, with a start delay until it ends. */
async function enter({ taskQueue, now }: ScenarioContext, given: Partial<WaitingPlace> = {}) {
  const joinedAt = await now();
  const place: WaitingPlace = {
    eventId: randomUUID(),
    token: randomUUID(),
    number: 7,
    joinedAt,
    expiresAt: joinedAt + HOUR,
    ...given,
  };
  const handle = await skipping.env.client.workflow.start<EntryWorkflow>('waitingRoomEntry', {
    workflowId: workflowIds.entry(place.eventId, place.token),
    taskQueue,
    args: [place],
    startDelay: (place.accessUntil ?? place.expiresAt) - joinedAt,
  });
  return { handle, place };
}

describe('a waiting place', () => {
  it('ends after an hour without admission, and costs one workflow task', () =>
    skipping.run({}, async (context) => {
      const { handle, place } = await enter(context);
      expect(await handle.result()).toBe('never_admitted');
      expect(context.calls).toMatchObject([{ step: 'endPlace', args: [place.eventId, place.token] }]);
      expect(context.calls[0]!.at).toBeGreaterThanOrEqual(place.expiresAt);
      expect(await workflowTasks(handle)).toBe(1);
      await keepHistory(handle, 'waiting-room-entry', 'never-admitted');
    }));

  it('holds the pass from admission until the access ends', () =>
    skipping.run({}, async (context) => {
      const { handle } = await enter(context);
      await context.sleep(60_000);
      const accessUntil = (await context.now()) + PASS;
      await handle.signal(admitted, { accessUntil });
      expect(await handle.result()).toBe('pass_ended');
      expect(context.calls.map(({ step }) => step)).toEqual(['endPlace']);
      expect(context.calls[0]!.at).toBeGreaterThanOrEqual(accessUntil);
      expect(context.calls[0]!.at).toBeLessThan(accessUntil + 2_000);
      expect(await workflowTasks(handle)).toBe(2);
      await keepHistory(handle, 'waiting-room-entry', 'pass-ended');
    }));

  it('ends the pass of a buyer who was admitted on joining, with one workflow task', () =>
    skipping.run({}, async (context) => {
      const accessUntil = (await context.now()) + PASS;
      const { handle } = await enter(context, { accessUntil });
      expect(await handle.result()).toBe('pass_ended');
      expect(await workflowTasks(handle)).toBe(1);
      await keepHistory(handle, 'waiting-room-entry', 'admitted-on-joining');
    }));

  it('ends at once when the buyer leaves, waiting or admitted', () =>
    skipping.run({}, async (context) => {
      const waiting = await enter(context);
      await waiting.handle.signal(left);
      expect(await waiting.handle.result()).toBe('left');
      await keepHistory(waiting.handle, 'waiting-room-entry', 'left-waiting');

      const inside = await enter(context);
      await inside.handle.signal(admitted, { accessUntil: (await context.now()) + PASS });
      await inside.handle.signal(left);
      expect(await inside.handle.result()).toBe('left');
      await keepHistory(inside.handle, 'waiting-room-entry', 'left-admitted');
      expect(context.calls).toEqual([]);
    }));

  it('keeps the later end when it is admitted again after Redis was rebuilt', () =>
    skipping.run({}, async (context) => {
      const { handle } = await enter(context);
      const first = (await context.now()) + PASS;
      await handle.signal(admitted, { accessUntil: first });
      await context.sleep(60_000);
      await handle.signal(admitted, { accessUntil: first + 60_000 });
      expect(await handle.result()).toBe('pass_ended');
      expect(context.calls[0]!.at).toBeGreaterThanOrEqual(first + 60_000);
      await keepHistory(handle, 'waiting-room-entry', 'admitted-again');
    }));

  it('goes on for as long as its holder has looked meanwhile', () => {
    const kept: number[] = [];
    const endPlace = async () => kept.shift();
    return skipping.run({ endPlace }, async (context) => {
      const joinedAt = await context.now();
      kept.push(joinedAt + 2 * HOUR, joinedAt + 3 * HOUR);
      const { handle } = await enter(context);
      expect(await handle.result()).toBe('never_admitted');
      expect(context.calls.map(({ step }) => step)).toEqual(['endPlace', 'endPlace', 'endPlace']);
      expect(context.calls[2]!.at).toBeGreaterThanOrEqual(joinedAt + 3 * HOUR);
      expect(await workflowTasks(handle)).toBe(3);
      await keepHistory(handle, 'waiting-room-entry', 'kept-by-looking');
    });
  });

  it('keeps the pass of a holder who is admitted while the place was about to end', () => {
    const kept: number[] = [];
    const endPlace = async () => kept.shift();
    return skipping.run({ endPlace }, async (context) => {
      kept.push((await context.now()) + 2 * HOUR);
      const { handle } = await enter(context);
      await context.sleep(HOUR + 60_000);
      const accessUntil = (await context.now()) + PASS;
      await handle.signal(admitted, { accessUntil });
      expect(await handle.result()).toBe('pass_ended');
      expect(context.calls[1]!.at).toBeGreaterThanOrEqual(accessUntil);
      await keepHistory(handle, 'waiting-room-entry', 'admitted-after-looking');
    });
  });

  it('gives the place back even when Redis is away for a while', () => {
    let attempts = 0;
    const endPlace = async () => {
      attempts += 1;
      if (attempts < 6) throw new Error('Redis is away');
      return undefined;
    };
    return skipping.run({ endPlace }, async (context) => {
      const { handle } = await enter(context);
      expect(await handle.result()).toBe('never_admitted');
      expect(attempts).toBe(6);
      await keepHistory(handle, 'waiting-room-entry', 'redis-away');
    });
  });
});

async function workflowTasks(handle: Awaited<ReturnType<typeof enter>>['handle']): Promise<number> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes).length;
}
