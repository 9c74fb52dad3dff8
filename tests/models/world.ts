import { randomUUID } from 'node:crypto';
import { setImmediate as soon } from 'node:timers/promises';
import { createActivities, type Activities } from '../../activities/activities.ts';
import type { GateSale, Ports } from '../../activities/ports.ts';
import { gateSale } from '../../activities/catalogue/gate-sale.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { uncounted } from '../../worker/counters.ts';
import { Bank } from './bank-twin.ts';
import { beside } from './beside.ts';
import { Books } from './books-twin.ts';
import { inWeather, Timeout, Weather } from './faults.ts';
import { Gate } from './gate-twin.ts';
import { config, nobody, type RealPorts } from './ports.ts';
import { Provider } from './provider.ts';
import { Room } from './room-twin.ts';
import type { Run, Stage } from './runtime.ts';
import type { Stores } from './stores.ts';

export type Person = { id: string; token?: string };
/** `lateBy` is how many seconds its deadline has passed unnoticed, `swept` that the reconciler ended it, `paying` a payment in doubt. */
export type Purchase = {
  id: string;
  run: Run;
  session?: string;
  lateBy: number;
  swept: boolean;
  paying?: Promise<void>;
};

const LIMIT = 4;
const WAVE = 3;
const PRICE = 2_500;
const CAPACITY = [60, 6];
const PEOPLE = 20;
/** Redis takes a claim for one under way for 30 s; the twins take all of them for that, so a world must end sooner. */
const LONGEST_MS = 20_000;

/** An event of its own with people who buy, its real stores in bad weather, and the twins that say what should be. */
export class World {
  readonly opened = performance.now();
  readonly weather = new Weather();
  readonly people: Person[] = Array.from({ length: PEOPLE }, () => ({ id: `buyer-${randomUUID()}` }));
  readonly purchases: Purchase[] = [];
  /** How many commands were run. */
  done = 0;
  /** The first answer that was not the twin's; kept, because a step may go on without an answer. */
  wrong: Error | undefined;
  readonly positions = new Map<string, number>();
  readonly books: Books;
  readonly gate: Gate;
  readonly bank = new Bank();
  readonly provider = new Provider();
  readonly room = new Room(WAVE);
  /** The ports as buyers and steps reach them, through the weather. */
  readonly ports: Ports;
  readonly steps: Activities;
  readonly stores: Stores;
  readonly sale: GateSale;
  readonly eventId: string;
  readonly tierIds: string[];

  private constructor(stores: Stores, real: RealPorts, sale: GateSale, tierIds: string[]) {
    const { eventId } = sale;
    this.stores = stores;
    this.sale = sale;
    this.eventId = eventId;
    this.tierIds = tierIds;
    const capacity = Object.fromEntries(tierIds.map((id, i) => [id, CAPACITY[i]!]));
    this.books = new Books({ limit: LIMIT, capacity, priceCents: PRICE });
    this.gate = new Gate(capacity);
    const { purchases, sales } = real;
    const wrong = (failure: Error) => (this.wrong ??= failure);
    this.ports = inWeather(
      {
        waitingRoom: beside(real.waitingRoom, this.room, wrong),
        stockGate: beside(real.stockGate, this.gate, wrong),
        // Worlds share the stores, and each looks after its own event.
        purchases: beside(
          { ...purchases, active: async () => (await purchases.active()).filter((hold) => hold.eventId === eventId) },
          this.books,
          wrong,
        ),
        sales: { ...sales, live: async () => [eventId] },
        journal: real.journal,
        payments: this.provider.answering(beside(real.payments, this.bank, wrong)),
        workflows: {
          ...nobody,
          purchaseState: async (id) => this.#stateOf(this.purchases.find((purchase) => purchase.id === id)),
        },
        // What is counted is compared elsewhere: here a step may be told to do the same thing twice.
        counters: uncounted,
      },
      this.weather,
    );
    this.steps = createActivities(this.ports);
  }

  static async open(stores: Stores, real: RealPorts): Promise<World> {
    const { db } = stores;
    const now = Date.now();
    const event = await db.event.create({
      data: {
        name: 'A model',
        venue: 'nowhere',
        status: 'on_sale',
        on_sale_at: new Date(now - 1_000),
        starts_at: new Date(now + 86_400_000),
        purchase_limit: LIMIT,
        wave_size: WAVE,
        tiers: {
          create: CAPACITY.map((capacity, i) => ({
            name: `Tier ${i}`,
            capacity,
            price_cents: PRICE,
            per_user_limit: LIMIT,
          })),
        },
      },
      include: { tiers: { orderBy: { name: 'asc' } } },
    });
    for (const { id, capacity } of event.tiers) await real.stockGate.addTier(event.id, id, capacity);
    await real.waitingRoom.publish(gateSale(event, config));
    return new World(
      stores,
      real,
      gateSale(event, config),
      event.tiers.map(({ id }) => id),
    );
  }

  get stage(): Stage {
    return { activities: this.steps, patience: (step) => (step === 'charge' ? this.provider.wait() : soon()) };
  }

  get inTime(): boolean {
    return performance.now() - this.opened < LONGEST_MS;
  }

  /** What a client does once and may not hear the answer of. */
  async once<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
    return ask().catch((failure: unknown) => {
      if (!(failure instanceof Timeout)) throw failure;
      return undefined;
    });
  }

  /** What is tried until it succeeds, as a durable step is; the weather, which also passes, is fine from the fourth try on. */
  async surely<Answer>(step: () => Promise<Answer>): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await step();
      } catch (failure) {
        if (!(failure instanceof Timeout)) throw failure;
        if (attempt === 3) this.weather.change(0);
        await soon();
      }
    }
  }

  /** Time passes for one hold alone: its deadline, and the beginning of its payment, were so long ago. */
  async passDeadline(purchase: Purchase, seconds: number): Promise<void> {
    const { id } = purchase;
    purchase.lateBy = seconds;
    await this.stores.db.$executeRaw`
      UPDATE reservations SET expires_at = date_trunc('milliseconds', clock_timestamp()) - make_interval(secs => ${seconds}::float8),
        payment_started_at = payment_started_at - make_interval(secs => ${seconds}::float8) WHERE id = ${id}::uuid AND status = 'active'`;
    const hold = this.books.holds.get(id);
    if (hold?.status === 'active') hold.late = true;
  }

  #stateOf(purchase: Purchase | undefined): 'running' | 'ended' | 'unknown' {
    if (!purchase) return 'unknown';
    return purchase.run.over ? 'ended' : 'running';
  }
}

export const chargeKey = (purchase: Purchase) => workflowIds.reservation(purchase.id);
