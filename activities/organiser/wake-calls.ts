import type { Redis } from 'ioredis';
import { eventKey } from '../redis.ts';
import type { SaleWorkflows, WakeCalls } from './ports.ts';

/**
 * Less than the time after which a line of the join stream goes to another worker, so that the other one calls when the
 * first died between its claim and its call.
 */
const CLAIM_MS = 10_000;

/** The calls that wake resting sales, in Redis. */
export function redisWakeCalls(redis: Redis): WakeCalls {
  const keyOf = (eventId: string) => eventKey(eventId, 'woken');
  return {
    claim: async (eventId) => (await redis.set(keyOf(eventId), '1', 'PX', CLAIM_MS, 'NX')) === 'OK',
    release: async (eventId) => void (await redis.del(keyOf(eventId))),
  };
}

/** Wakes the sale of an event in whose line somebody waits, with one signal however many wait. */
export async function wakeSale(
  { wakeCalls, saleWorkflows }: { wakeCalls: WakeCalls; saleWorkflows: SaleWorkflows },
  eventId: string,
): Promise<void> {
  if (!(await wakeCalls.claim(eventId))) return;
  try {
    await saleWorkflows.wake(eventId);
  } catch (failure) {
    await wakeCalls.release(eventId);
    throw failure;
  }
}
