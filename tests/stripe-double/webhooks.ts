import { setMaxListeners } from 'node:events';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { Stripe } from 'stripe';
import type { FaultDraw } from './faults.ts';
import { madeNow, newId } from './objects.ts';

export type Target = { url: string; secret: string };
type Event = { id: string; type: string; created: number; data: { object: Record<string, unknown> } };

const stripe = new Stripe('sk_test_double');

/**
 * Sends events to one address, each until it is taken, with signatures made by Stripe's own library. Stripe promises
 * neither order nor that an event comes once; the faults make sure of both.
 */
export class Webhooks {
  readonly #events = new Map<string, Event>();
  readonly #faults: FaultDraw;
  readonly #ended = endOfMany();
  readonly #undelivered = new Set<Promise<void>>();
  /** Lets go the events that are held back until another one has overtaken them. */
  #overtaken: (() => void)[] = [];
  target: Target | undefined;

  constructor(faults: FaultDraw, target?: Target) {
    this.#faults = faults;
    this.target = target;
  }

  tell = (type: string, object: object): void => {
    const event: Event = {
      id: newId('evt'),
      type,
      created: madeNow(),
      data: { object: structuredClone(object) as Record<string, unknown> },
    };
    this.#events.set(event.id, event);
    const { lateByMs } = this.#faults.plan.events;
    const [wrongAmount, twice, late, outOfOrder] = (['wrongAmount', 'twice', 'late', 'outOfOrder'] as const).map(
      (kind) => this.#faults.ofEvent(kind),
    );
    if (wrongAmount && typeof event.data.object['amount'] === 'number') event.data.object['amount'] += 1;
    const heldBack = this.#overtaken.splice(0);
    const wait = outOfOrder
      ? Promise.race([new Promise<void>((go) => this.#overtaken.push(go)), this.#pause(lateByMs)])
      : late && this.#pause(lateByMs);
    this.#send(event, wait, () => heldBack.forEach((go) => go()));
    if (twice) this.#send(event, this.#pause(lateByMs));
  };

  event = (id: string): object | undefined => {
    const event = this.#events.get(id);
    return event && complete(event);
  };

  all = (): Event[] => [...this.#events.values()];

  /** How many sendings are under way or still to come. */
  get undelivered(): number {
    return this.#undelivered.size;
  }

  stop(): void {
    this.#ended.abort();
  }

  #send(event: Event, wait: Promise<void> | undefined | false, then?: () => void): void {
    const sending = (async () => {
      await wait;
      await this.#deliver(event);
      then?.();
    })();
    this.#undelivered.add(sending);
    void sending.finally(() => this.#undelivered.delete(sending));
  }

  #pause = (ms: number): Promise<void> =>
    pauseFor(ms, undefined, { signal: this.#ended.signal }).catch(() => undefined);

  async #deliver(event: Event): Promise<void> {
    for (let attempt = 0; this.target && !this.#ended.signal.aborted; attempt += 1) {
      if (await send(this.target, JSON.stringify(complete(event)))) return;
      await this.#pause(Math.min(250 * 2 ** attempt, 5_000));
    }
  }
}

/** So many may wait for it at once that Node would take them for a leak. */
function endOfMany(): AbortController {
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  return end;
}

const complete = (event: Event) => ({
  object: 'event',
  api_version: Stripe.API_VERSION,
  livemode: false,
  pending_webhooks: 1,
  request: { id: null, idempotency_key: null },
  ...event,
});

async function send({ url, secret }: Target, payload: string): Promise<boolean> {
  try {
    const { ok } = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': stripe.webhooks.generateTestHeaderString({ payload, secret }),
      },
      body: payload,
      signal: AbortSignal.timeout(10_000),
    });
    return ok;
  } catch {
    return false;
  }
}
