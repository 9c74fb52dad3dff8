import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pMap from 'p-map';
import { request } from 'undici';
import { z } from 'zod';
import { connectDatabase } from '../../prisma/client.ts';
import { sendAll, type Target } from '../load/vegeta.ts';
import { measureThroughput } from '../load/wrk.ts';
import { timePerItem } from '../processor-time.ts';
import type { Part, Product } from './product.ts';

/** The same load for every commit: it speaks the HTTP contract alone, which never loses anything. */
export type Load = { buyers: number; concurrency: number; seconds: number };
type Context = { product: Product; load: Load; folder: string; signal: AbortSignal };

const PEOPLE_IN_LINE = 2_000;
/** Processor time of all parts together: less than this is their timers and polls. */
const IDLE_MS_IN_A_SECOND = 120;
const dayMs = 86_400_000;
const Id = z.object({ id: z.uuid() });

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
  const { eventId, tierId } = await openSale(context, 10_000);
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
    await untilIdle(product, signal);
    const before = product.processorTime();
    const since = performance.now();
    const reserve = await send(
      crowd.map(({ buyerId, token }) => ({
        method: 'POST',
        url: `${product.apiUrl}/events/${eventId}/reservations`,
        headers: { 'X-User-Id': buyerId },
        body: { tier_id: tierId, quantity: 1, token },
      })),
    );
    const ofSale = { where: { event_id: eventId }, select: { id: true, buyer_id: true } } as const;
    const held = await db.reservation.findMany(ofSale);
    const checkout = await send(
      held.map(({ id, buyer_id }) => ({
        method: 'POST',
        url: `${product.apiUrl}/checkout/sessions`,
        headers: { 'X-User-Id': buyer_id, 'Idempotency-Key': randomUUID() },
        body: { reservation_id: id },
      })),
    );
    const sessions = await db.checkoutSession.findMany({
      where: { reservation: { event_id: eventId } },
      select: { id: true, buyer_id: true },
    });
    const confirm = await send(
      sessions.map(({ id, buyer_id }) => ({
        method: 'POST',
        url: `${product.apiUrl}/checkout/confirm`,
        headers: { 'X-User-Id': buyer_id },
        body: { checkout_id: id, simulate: 'success' },
      })),
    );
    const sold = load.buyers - refused;
    const purchases = sold / ((performance.now() - since) / 1_000);
    const processorTime = timePerItem(before, product.processorTime(), sold);
    const orders = await db.order.count({ where: { event_id: eventId } });
    if (orders !== sold) throw new Error(`${orders} of ${sold} buyers have an order.`);
    return { reserve, checkout, confirm, purchases, refused, processorTime };
  } finally {
    await db.$disconnect();
  }
}

/** Puts an event on sale whose waves have this size, and waits until its first wave has gone. */
async function openSale({ product }: Context, waveSize: number): Promise<{ eventId: string; tierId: string }> {
  const now = Date.now();
  const { id: eventId } = Id.parse(
    await organise(product, 'POST', '/admin/events', {
      name: 'Measured',
      venue: 'Loopback Arena',
      status: 'draft',
      starts_at: new Date(now + dayMs).toISOString(),
      on_sale_at: new Date(now - 1_000).toISOString(),
      wave_size: waveSize,
      wave_interval_ms: 3_600_000,
      reservation_ttl_seconds: 3_600,
      access_ttl_seconds: 3_600,
    }),
  );
  const tier = { event_id: eventId, name: 'Standing', price_cents: 2_500, capacity: 100_000, per_user_limit: 6 };
  const { id: tierId } = Id.parse(await organise(product, 'POST', '/admin/tiers', tier));
  await organise(product, 'PATCH', `/admin/events/${eventId}`, { status: 'on_sale' });
  // The first in line enters as soon as the first wave has gone, and everybody at once while the wave has room.
  const [first] = await joinAll({ product }, eventId, 1);
  await untilAdmitted(product, eventId, first!.token);
  return { eventId, tierId };
}

async function joinAll({ product }: Pick<Context, 'product'>, eventId: string, people: number) {
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
async function untilIdle(product: Product, signal: AbortSignal): Promise<void> {
  const total = () => Object.values(product.processorTime()).reduce((sum, ms) => sum + ms, 0);
  for (let before = total(), used = Infinity; used > IDLE_MS_IN_A_SECOND;) {
    await pause(1_000, undefined, { signal });
    const now = total();
    [used, before] = [now - before, now];
  }
}

async function untilAdmitted(product: Product, eventId: string, token: string): Promise<void> {
  const path = `/events/${eventId}/waiting-room/status?token=${token}`;
  for (const deadline = performance.now() + 30_000; performance.now() < deadline;) {
    const status = z.object({ canEnter: z.boolean().optional() }).parse(await call(product, 'GET', path));
    if (status.canEnter) return;
    await pause(100);
  }
  throw new Error('The first wave did not go within 30 s.');
}

const organise = (product: Product, method: 'POST' | 'PATCH', path: string, body: object) =>
  call(product, method, path, { authorization: `Bearer ${product.adminToken}` }, body);

async function call(
  { apiUrl }: Product,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  headers: Record<string, string> = {},
  body?: object,
): Promise<unknown> {
  const answer = await request(`${apiUrl}${path}`, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${method} ${path} was answered with ${answer.statusCode}: ${text}`);
  return JSON.parse(text);
}
