import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createActivities, type Activities } from '../../activities/activities.ts';
import type { StorePorts } from '../../activities/connect.ts';
import type { GateSale } from '../../activities/catalogue/ports.ts';
import type { Ports } from '../../activities/ports.ts';
import { gateSale } from '../../activities/catalogue/gate-sale.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { comparedWithModel } from './compare-with-model.ts';
import { FaultInjector, Timeout, withFaults } from './fault-injection.ts';
import { PaymentProviderModel } from './payment-provider-model.ts';
import { config, noWorkflows } from './ports.ts';
import { PurchasesModel } from './purchases-model.ts';
import { StockGateModel } from './stock-gate-model.ts';
import type { Stores } from './stores.ts';
import { UnreliableProvider } from './unreliable-provider.ts';
import { WaitingRoomModel } from './waiting-room-model.ts';
import type { RunOptions, WorkflowRun } from './workflow-runtime.ts';

export type SimulatedBuyer = { id: string; token?: string };

export type Purchase = {
  id: string;
  run: WorkflowRun;
  session?: string;
  /** Seconds for which the deadline has passed in Postgres while the workflow has not acted on it. */
  overdueSeconds: number;
  /** The reconciler has ended the hold. */
  sweptByReconciler: boolean;
  /** A payment whose outcome is in doubt. */
  pendingPayment?: Promise<void>;
};

const LIMIT = 4;
const TIER_LIMITS = [3, LIMIT];
const WAVE_SIZE = 3;
const PRICE_CENTS = 2_500;
const CAPACITIES = [60, 6];
const BUYERS = 20;
/** Keys and states of payments as their provider has them. */
export type ProviderBooks = (keys: string[]) => Promise<{ key: string; status: string }[]>;

const simulatedBooks =
  ({ db }: Stores): ProviderBooks =>
  async (keys) =>
    (await db.simulatedCharge.findMany({ where: { idempotency_key: { in: keys } } })).map(
      ({ idempotency_key: key, status }) => ({ key, status }),
    );

/** Redis treats a claim as in progress for 30 s, the model without limit. A simulation must therefore end sooner. */
const MAX_DURATION_MS = 20_000;

/** One event and its buyers, on real stores with injected faults, with the models that each answer is compared with. */
export class Simulation {
  readonly startedAt = performance.now();
  readonly faults = new FaultInjector();
  readonly buyers: SimulatedBuyer[] = Array.from({ length: BUYERS }, () => ({ id: `buyer-${randomUUID()}` }));
  readonly purchases: Purchase[] = [];
  commandsRun = 0;
  /** The first answer that differed from its model; kept here, because a step may go on without an answer. */
  mismatch: Error | undefined;
  /** The best queue position seen so far, by token. */
  readonly positions = new Map<string, number>();
  readonly models: {
    purchases: PurchasesModel;
    stockGate: StockGateModel;
    waitingRoom: WaitingRoomModel;
    payments: PaymentProviderModel;
  };
  readonly provider = new UnreliableProvider();
  /** The ports that buyers and steps use, with faults. */
  readonly ports: Ports;
  readonly steps: Activities;
  readonly stores: Stores;
  readonly sale: GateSale;
  readonly eventId: string;
  readonly tierIds: string[];

  /** What the provider has of these keys. */
  readonly providerBooks: ProviderBooks;

  private constructor(
    stores: Stores,
    real: StorePorts,
    providerBooks: ProviderBooks,
    sale: GateSale,
    tierIds: string[],
  ) {
    this.providerBooks = providerBooks;
    const { eventId } = sale;
    this.stores = stores;
    this.sale = sale;
    this.eventId = eventId;
    this.tierIds = tierIds;
    const byTier = (values: number[]) => Object.fromEntries(tierIds.map((id, i) => [id, values[i]!]));
    const capacity = byTier(CAPACITIES);
    const models = {
      purchases: new PurchasesModel({
        limit: LIMIT,
        tierLimit: byTier(TIER_LIMITS),
        capacity,
        priceCents: PRICE_CENTS,
      }),
      stockGate: new StockGateModel(capacity),
      waitingRoom: new WaitingRoomModel(WAVE_SIZE),
      payments: new PaymentProviderModel(),
    };
    this.models = models;
    const { purchases, sales } = real;
    const onMismatch = (mismatch: Error) => (this.mismatch ??= mismatch);
    this.ports = withFaults(
      {
        waitingRoom: comparedWithModel(real.waitingRoom, models.waitingRoom, onMismatch),
        stockGate: comparedWithModel(real.stockGate, models.stockGate, onMismatch),
        // Simulations share the stores, and each handles only its own event.
        purchases: comparedWithModel(
          { ...purchases, active: async () => (await purchases.active()).filter((hold) => hold.eventId === eventId) },
          models.purchases,
          onMismatch,
        ),
        sales: {
          ...sales,
          live: async () => [eventId],
          liveSales: async () => [{ gate: (await sales.find(eventId))!.gate, stock: await sales.stock(eventId) }],
        },
        wakeCalls: real.wakeCalls,
        statistics: real.statistics,
        placeStreams: real.placeStreams,
        gateKeys: real.gateKeys,
        refunds: { ...real.refunds, eventsDue: async () => [] },
        mails: real.mails,
        composeMail: real.composeMail,
        mailServer: real.mailServer,
        payments: this.provider.wrap(comparedWithModel(real.payments, models.payments, onMismatch)),
        ...noWorkflows,
        purchaseWorkflows: {
          ...noWorkflows.purchaseWorkflows,
          state: async (id) => this.#stateOf(this.purchases.find((purchase) => purchase.id === id)),
        },
      },
      this.faults,
    );
    this.steps = createActivities(this.ports);
  }

  static async start(stores: Stores, real: StorePorts, books = simulatedBooks(stores)): Promise<Simulation> {
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
        wave_size: WAVE_SIZE,
        tiers: {
          create: CAPACITIES.map((capacity, i) => ({
            name: `Tier ${i}`,
            capacity,
            price_cents: PRICE_CENTS,
            per_user_limit: TIER_LIMITS[i]!,
          })),
        },
      },
      include: { tiers: { orderBy: { name: 'asc' } } },
    });
    for (const { id, capacity } of event.tiers) await real.stockGate.addTier(event.id, id, capacity);
    await real.waitingRoom.publish(gateSale(event, config));
    return new Simulation(
      stores,
      real,
      books,
      gateSale(event, config),
      event.tiers.map(({ id }) => id),
    );
  }

  get runOptions(): RunOptions {
    return {
      activities: this.steps,
      retryDelay: (step) => (stepsOfProvider.has(step) ? this.provider.whenUp() : nextTurn()),
    };
  }

  get withinTimeLimit(): boolean {
    return performance.now() - this.startedAt < MAX_DURATION_MS;
  }

  /** Makes a client's request, which is not retried. @returns undefined when it timed out. */
  async request<Answer>(send: () => Promise<Answer>): Promise<Answer | undefined> {
    return send().catch((failure: unknown) => {
      if (!(failure instanceof Timeout)) throw failure;
      return undefined;
    });
  }

  /** Repeats a step of the reconciler until nothing is left unmended, as its next cycles do. */
  async reconcile(step: 'sweepHolds' | 'repairGate'): Promise<void> {
    await this.runUntilDone(async () => {
      const { unmended = [] } = await this.steps[step]();
      if (this.mismatch) throw this.mismatch;
      if (unmended.length > 0) throw new Timeout(unmended.map(({ reason }) => reason).join('; '));
    });
  }

  /** Retries a step until it succeeds, as a durable step is retried. From the fourth attempt on there are no faults. */
  async runUntilDone<Answer>(step: () => Promise<Answer>): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await step();
      } catch (failure) {
        if (!(failure instanceof Timeout)) throw failure;
        if (attempt === 3) this.faults.reseed(0);
        await nextTurn();
      }
    }
  }

  /** Moves the deadline of one hold, and the start of its payment, into the past. */
  async passDeadline(purchase: Purchase, seconds: number): Promise<void> {
    const { id } = purchase;
    purchase.overdueSeconds = seconds;
    await this.stores.db.$executeRaw`
      UPDATE reservations
      SET expires_at = date_trunc('milliseconds', clock_timestamp()) - make_interval(secs => ${seconds}::float8),
        payment_started_at = payment_started_at - make_interval(secs => ${seconds}::float8)
      WHERE id = ${id}::uuid AND status = 'active'`;
    const hold = this.models.purchases.holds.get(id);
    if (hold?.status === 'active') hold.overdue = true;
  }

  #stateOf(purchase: Purchase | undefined): 'running' | 'ended' | 'unknown' {
    if (!purchase) return 'unknown';
    return purchase.run.ended ? 'ended' : 'running';
  }
}

/** Steps that wait for the provider while it is away. */
const stepsOfProvider = new Set(['payForTickets', 'capturePayment']);

/** The statuses at the provider of a purchase's tries to pay. */
export const chargesOf = ({ models }: Simulation, { id }: Purchase) =>
  [...models.payments.charges].flatMap(([key, { status }]) =>
    key.startsWith(workflowIds.reservation(id)) ? status : [],
  );
