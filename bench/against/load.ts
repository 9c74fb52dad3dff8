import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import { request } from 'undici';
import { z } from 'zod';
import { until } from '../../scripts/poll.ts';
import { connectDatabase } from '../../prisma/client.ts';
import { sendAll, type Target } from '../load/vegeta.ts';
import { measureThroughput } from '../load/wrk.ts';
import { createDrop, type Drop } from '../organiser-client.ts';
import { timePerItem, totalTime } from '../processor-time.ts';
import { purchaseRequests } from '../purchase-requests.ts';
import type { Part, Product } from './product.ts';

/** The same load for every commit: it speaks the HTTP contract alone, which never loses anything. */
export type Load = { buyers: number; concurrency: number; seconds: number };
type Context = { product: Product; load: Load; folder: string; signal: AbortSignal };

const PEOPLE_IN_LINE = 2_000;
/** Processor time of all parts together: less than this is their timers and polls. */
const IDLE_MS_IN_A_SECOND = 120;

/** What one product did under the load. Rates are a second, times in milliseconds. */
export type Measured = {
  reserve: number;
  checkout: number;
  confirm: number;
  purchases: number;
  polls: number;
  joins: number;
  /** Answers of 503 to a step of a purchase, after which the buyer gives up. */
  refused: number;
  processorTime: Record<Part, number>;
};

export async function measureProduct(context: Context): Promise<Measured> {
  const bought = await measurePurchases(context);
  const line = await openSale(context, 1);
  const tokens = await joinAll(context, line.eventId, PEOPLE_IN_LINE);
  const tokensFile = join(context.folder, 'tokens');
  await writeFile(tokensFile, tokens.map(({ token }) => `${token}\n`).join(''));
  const { seconds } = context.load;
  const { signal, product } = context;
  const url = product.apiUrl;
  const room = `/events/${line.eventId}/waiting-room`;
  const polls = await measureThroughput({ url, path: `${room}/status?token=`, tokensFile, seconds, signal });
  const joins = await measureThroughput({ url, method: 'POST', path: `${room}/join`, seconds, signal });
  return { ...bought, polls, joins };
}

/** All buyers reserve one ticket each, then all check out, then all pay. */
async function measurePurchases(context: Context): Promise<Omit<Measured, 'polls' | 'joins'>> {
  const { product, load, folder, signal } = context;
  const drop = await openSale(context, 10_000);
  const { eventId } = drop;
  const db = connectDatabase({ url: product.databaseUrl, poolSize: 2 });
  let refused = 0;
  const send = async (targets: Target[]) => {
    if (targets.length + refused !== load.buyers)
      throw new Error(`${targets.length} of ${load.buyers} buyers came this far, and ${refused} were refused.`);
    const sent = await sendAll({ targets, concurrency: load.concurrency, folder, signal, countRefused: true });
    refused += sent.refused;
    return sent.perSecond;
  };
  try {
    const crowd = await joinAll(context, eventId, load.buyers);
    await untilIdle(context);
    const before = product.processorTime();
    const since = performance.now();
    const requests = purchaseRequests(product.apiUrl);
    const reserve = await send(crowd.map((buyer) => requests.reserve(drop, buyer)));
    const ofSale = { where: { event_id: eventId }, select: { id: true, buyer_id: true } } as const;
    const checkout = await send((await db.reservation.findMany(ofSale)).map(requests.checkout));
    const sessions = await db.checkoutSession.findMany({
      where: { reservation: { event_id: eventId } },
      select: { id: true, buyer_id: true },
    });
    const confirm = await send(sessions.map(requests.confirm));
    const sold = load.buyers - refused;
    const purchases = sold / ((performance.now() - since) / 1_000);
    const processorTime = timePerItem(before, product.processorTime(), sold);
    const orders = await db.order.count({ where: { event_id: eventId } });
    // A confirm that was told 503 may have gone on, and its buyer finds the order.
    if (orders < sold) throw new Error(`${orders} of ${sold} buyers who were told so have an order.`);
    return { reserve, checkout, confirm, purchases, refused, processorTime };
  } finally {
    await db.$disconnect();
  }
}

/** Puts an event on sale whose waves have this size, and waits until its first wave has gone. */
async function openSale(context: Context, waveSize: number): Promise<Drop> {
  const drop = await createDrop(context.product, { waveSize, holdSeconds: 3_600 });
  // The first in line enters as soon as the first wave has gone, and everybody at once while the wave has room.
  const [first] = await joinAll(context, drop.eventId, 1);
  await untilAdmitted(context, drop.eventId, first!.token);
  return drop;
}

async function joinAll({ product }: Context, eventId: string, people: number) {
  const crowd = Array.from({ length: people }, () => ({ buyerId: randomUUID() }));
  return pMap(
    crowd,
    async ({ buyerId }) => {
      const joined = await call(product, 'POST', `/events/${eventId}/waiting-room/join`, { 'X-User-Id': buyerId });
      return { buyerId, token: z.object({ token: z.string() }).parse(joined).token };
    },
    { concurrency: 32 },
  );
}

/** Waits until the product has done what the joins left behind: the workflows of places start after the answer. */
async function untilIdle({ product, signal }: Context): Promise<void> {
  let before = -Infinity;
  const isIdle = async () => {
    const now = totalTime(product.processorTime());
    const used = now - before;
    before = now;
    return used <= IDLE_MS_IN_A_SECOND;
  };
  if (!(await until(isIdle, { withinMs: 300_000, everyMs: 1_000, signal })))
    throw new Error('The product did not come to rest within five minutes.');
}

async function untilAdmitted({ product, signal }: Context, eventId: string, token: string): Promise<void> {
  const path = `/events/${eventId}/waiting-room/status?token=${token}`;
  const isAdmitted = async () =>
    z.object({ canEnter: z.boolean().optional() }).parse(await call(product, 'GET', path)).canEnter === true;
  if (!(await until(isAdmitted, { withinMs: 30_000, signal })))
    throw new Error('The first wave did not go within 30 s.');
}

async function call(
  { apiUrl }: Product,
  method: 'GET' | 'POST',
  path: string,
  headers: Record<string, string> = {},
): Promise<unknown> {
  const answer = await request(`${apiUrl}${path}`, { method, headers });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${method} ${path} was answered with ${answer.statusCode}: ${text}`);
  return JSON.parse(text);
}
