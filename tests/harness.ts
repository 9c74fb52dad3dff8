import { randomUUID } from 'node:crypto';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { Redis } from 'ioredis';
import { Agent, request } from 'undici';
import { afterAll, inject } from 'vitest';
import { queues, type ReconcileWorkflow } from '../workflows/messages.ts';
import { connectDatabase } from '../prisma/client.ts';
import type { TestStack } from './stack.setup.ts';

/** An answer of the API. The body has no type, because tests compare it with the contract themselves. */
export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: any };

export type Call = { method?: string; body?: unknown; headers?: Record<string, string>; raw?: string };

let addressCount = 0;
/** A loopback address of its own for each caller, so that limits per client address do not affect other tests. */
export function ownAddress(): string {
  addressCount += 1;
  const n = (process.pid * 251 + addressCount) % (250 * 250 * 250);
  return `127.${1 + Math.floor(n / 62_500)}.${1 + (Math.floor(n / 250) % 250)}.${1 + (n % 250)}`;
}

/** A function that calls the API from its own client address. */
export function caller(apiUrl: string, localAddress = ownAddress()) {
  const dispatcher = new Agent({ localAddress, connections: 8 });
  return async (path: string, { method = 'GET', body, headers = {}, raw }: Call = {}): Promise<Answer> => {
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const answer = await request(`${apiUrl}${path}`, {
      method: method as 'GET',
      dispatcher,
      headers: { ...(payload !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(payload !== undefined && { body: payload }),
    });
    const text = await answer.body.text();
    const json = String(answer.headers['content-type']).includes('json');
    return { status: answer.statusCode, headers: answer.headers, body: json ? JSON.parse(text) : text };
  };
}

/** Every event that the public list has, page after page. */
export async function listedEvents(ask: (path: string) => Promise<Answer>, path = '/events'): Promise<any[]> {
  const { body, headers } = await ask(path);
  const next = /<([^>]+)>; rel="next"/.exec(String(headers['link']))?.[1];
  return [...body, ...(next === undefined ? [] : await listedEvents(ask, next))];
}

/** Asks until the answer is the awaited one. @throws with the last answer when it takes too long. */
export async function eventually<Value>(
  ask: () => Promise<Value>,
  awaited: (value: Value) => boolean,
  withinMs = 15_000,
): Promise<Value> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (awaited(value)) return value;
    if (Date.now() > deadline) throw new Error(`still not so after ${withinMs} ms: ${JSON.stringify(value)}`);
    await pauseFor(50);
  }
}

export type TierPlan = { name?: string; capacity: number; price_cents?: number; per_user_limit?: number };
export type DropPlan = { tiers?: TierPlan[]; capacity?: number } & Record<string, unknown>;

/** Clients of the running stack. Call it once at the top of a test file, or inside a test with `onTestFinished`. */
export function stack(target: TestStack = inject('stack'), onEnd: (close: () => Promise<void>) => void = afterAll) {
  const { apiUrl, adminToken, databaseUrl, redisUrl, temporalAddress, environment } = target;
  const db = connectDatabase({ url: databaseUrl, poolSize: 4 });
  const redis = new Redis(redisUrl);
  const connection = Connection.lazy({ address: temporalAddress });
  const temporal = new Client({ connection });
  const admin = async (path: string, call: Call = {}) =>
    caller(apiUrl)(path, { ...call, headers: { authorization: `Bearer ${adminToken}`, ...call.headers } });
  onEnd(async () => {
    redis.disconnect();
    await Promise.all([db.$disconnect(), connection.close()]);
  });

  /** Puts an event on sale. Resolves after its first, empty wave, so that buyers who join are admitted at once. */
  async function drop({ capacity = 100, tiers = [{ capacity }], ...given }: DropPlan = {}) {
    const now = Date.now();
    const created = await admin('/admin/events', {
      method: 'POST',
      body: {
        name: `Drop ${randomUUID().slice(0, 8)}`,
        venue: 'The Hall',
        status: 'draft',
        on_sale_at: new Date(now - 1_000).toISOString(),
        starts_at: new Date(now + 86_400_000).toISOString(),
        wave_size: 5_000,
        ...given,
      },
    });
    if (created.status !== 201) throw new Error(`the event was refused: ${JSON.stringify(created.body)}`);
    const eventId: string = created.body.id;
    const tierIds: string[] = [];
    for (const [i, tier] of tiers.entries()) {
      const answer = await admin('/admin/tiers', {
        method: 'POST',
        body: { event_id: eventId, name: `Tier ${i + 1}`, price_cents: 2_500, per_user_limit: 6, ...tier },
      });
      if (answer.status !== 201) throw new Error(`the tier was refused: ${JSON.stringify(answer.body)}`);
      tierIds.push(answer.body.id);
    }
    const status = (given['status'] as string | undefined) ?? 'on_sale';
    if (status !== 'draft') await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status } });
    const opensNow = status !== 'draft' && !(Date.parse(String(given['on_sale_at'])) > now);
    if (opensNow)
      await eventually(
        () => redis.hget(`td:{${eventId}}:sale`, 'wave'),
        (wave) => Number(wave) >= 1,
      );
    return {
      eventId,
      tierIds,
      buyer: (id = `buyer-${randomUUID()}`) => new Buyer(apiUrl, eventId, tierIds, id),
      ...rowsOf(eventId),
    };
  }

  /** What the stores have of an event. */
  const rowsOf = (eventId: string) => ({
    tickets: () => db.ticket.findMany({ where: { event_id: eventId } }),
    orders: () => db.order.findMany({ where: { event_id: eventId } }),
    tiers: () => db.tier.findMany({ where: { event_id: eventId }, orderBy: { created_at: 'asc' } }),
    reservation: (id: string) => db.reservation.findUniqueOrThrow({ where: { id } }),
    gateStock: () => redis.hgetall(`td:{${eventId}}:stock`),
    /** What the public is shown of the first tier, which may be a second old. */
    shownStock: async () => (await caller(apiUrl)(`/events/${eventId}/availability`)).body.availability[0],
  });

  /** Runs the reconciler once. @returns its report of repairs. */
  const reconcile = () =>
    temporal.workflow.execute<ReconcileWorkflow>('reconcile', {
      workflowId: `reconcile-${randomUUID()}`,
      taskQueue: queues.purchases,
    });

  return { apiUrl, adminToken, environment, db, redis, temporal, admin, drop, reconcile, call: caller(apiUrl) };
}

export type Drop = Awaited<ReturnType<ReturnType<typeof stack>['drop']>>;

/** A buyer with their own client address. */
export class Buyer {
  readonly id: string;
  readonly #call: ReturnType<typeof caller>;
  readonly #eventId: string;
  readonly #tierIds: string[];
  token = '';

  constructor(apiUrl: string, eventId: string, tierIds: string[], id: string) {
    this.#call = caller(apiUrl);
    this.#eventId = eventId;
    this.#tierIds = tierIds;
    this.id = id;
  }

  ask(path: string, { headers, ...call }: Call = {}): Promise<Answer> {
    return this.#call(path, { ...call, headers: { 'x-user-id': this.id, ...headers } });
  }

  async join(): Promise<Answer> {
    const answer = await this.ask(`/events/${this.#eventId}/waiting-room/join`, { method: 'POST' });
    if (answer.status === 200) this.token = answer.body.token;
    return answer;
  }

  status = () => this.ask(`/events/${this.#eventId}/waiting-room/status?token=${this.token}`);

  async enter(): Promise<this> {
    const joined = await this.join();
    if (joined.status !== 200) throw new Error(`${this.id} could not join: ${JSON.stringify(joined)}`);
    await eventually(this.status, ({ body }) => body.canEnter === true);
    return this;
  }

  reserve(quantity: unknown = 1, tier = 0): Promise<Answer> {
    return this.ask(`/events/${this.#eventId}/reservations`, {
      method: 'POST',
      body: { tier_id: this.#tierIds[tier], quantity, token: this.token },
    });
  }

  mine = () => this.ask(`/events/${this.#eventId}/reservations?token=${this.token}`);
  giveBack = (reservationId: string) =>
    this.ask(`/events/${this.#eventId}/reservations/${reservationId}`, { method: 'DELETE' });

  checkout(reservationId: string, key: string = randomUUID(), buyer?: object): Promise<Answer> {
    return this.ask('/checkout/sessions', {
      method: 'POST',
      body: { reservation_id: reservationId, buyer },
      headers: { 'idempotency-key': key },
    });
  }

  confirm(checkoutId: string, simulate = 'success'): Promise<Answer> {
    return this.ask('/checkout/confirm', { method: 'POST', body: { checkout_id: checkoutId, simulate } });
  }

  /** Asks what became of the payment in the browser. */
  outcome = (checkoutId: string): Promise<Answer> =>
    this.ask('/checkout/confirm', { method: 'POST', body: { checkout_id: checkoutId } });

  /** Reserves, checks out and pays. @returns the answer to the payment, or to the reservation when it is refused. */
  async buy(quantity = 1, tier = 0): Promise<Answer> {
    const held = await this.reserve(quantity, tier);
    if (held.status !== 201) return held;
    const session = await this.checkout(held.body.id);
    return this.confirm(session.body.id);
  }
}
