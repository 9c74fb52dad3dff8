import { Client, Connection } from '@temporalio/client';
import type { Redis } from 'ioredis';
import type { Config } from '../config.ts';
import { connectDatabase, type Database } from '../prisma/client.ts';
import { postgresSales } from './catalogue/sales.ts';
import { noCounters, type Counters } from './counters.ts';
import { senderHost, smtpServer } from './mail/mail-server.ts';
import { temporalMailWorkflows } from './mail/mail-workflows.ts';
import { postgresMails } from './mail/mails.ts';
import { mailComposer } from './mail/templates.ts';
import { temporalSaleWorkflows } from './organiser/sale-workflows.ts';
import { redisWakeCalls } from './organiser/wake-calls.ts';
import { simulatedProvider } from './payments/simulated-provider.ts';
import { stripeProvider } from './payments/stripe-provider.ts';
import type { Ports } from './ports.ts';
import { temporalPurchaseUpdates } from './purchase/purchase-updates.ts';
import { temporalPurchaseWorkflows } from './purchase/purchase-workflows.ts';
import { postgresPurchases } from './purchase/purchases.ts';
import { redisStockGate } from './purchase/stock-gate.ts';
import { redisTurnMemory } from './purchase/turn-memory.ts';
import { redisGateKeys } from './reconciler/gate-keys.ts';
import { postgresRefunds } from './refunds/refunds.ts';
import { temporalRefundWorkflows } from './refunds/refund-workflows.ts';
import { temporalWorkflowTasks } from './reconciler/workflow-tasks.ts';
import { connectRedis } from './redis.ts';
import { temporalConnection, type TemporalAddress } from './temporal.ts';
import { QuietClient } from './temporal-client.ts';
import { temporalEntryWorkflows } from './waiting-room/entry-workflows.ts';
import { redisPlaceStreams } from './waiting-room/place-streams.ts';
import { redisStatistics } from './waiting-room/statistics.ts';
import { redisWaitingRoom } from './waiting-room/waiting-room.ts';

/** Where the three stores are. */
export type StoreAddresses = Pick<Config, 'DATABASE_URL' | 'REDIS_URL'> & TemporalAddress;

/** What a sale is run by where its event says nothing else, and what its mails are sent by. */
export type SaleTerms = Parameters<typeof postgresSales>[1] &
  Pick<Config, 'EVENT_PURCHASE_LIMIT' | 'RESERVATION_TTL_SECONDS' | 'TICKET_SIGNING_KEY'> &
  Pick<Config, 'SMTP_URL' | 'MAIL_FROM' | 'PUBLIC_URL'> &
  Pick<Config, 'PAYMENT_PROVIDER' | 'STRIPE_SECRET_KEY' | 'STRIPE_API_URL'>;

/** `reads` is for what everybody may read; where it has a pool of its own, a flood of readers leaves `db` alone. */
export type Connections = { db: Database; reads: Database; redis: Redis; temporal: Client };

type Opening = {
  /** Connections to Postgres at most. */
  poolSize: number;
  /** Further connections to Postgres, for `reads` alone; without them `reads` shares those of `db`. */
  readPoolSize?: number;
  /** The worker's own connection to Temporal; without one, a connection that opens at the first call is made. */
  workerConnection?: NonNullable<ConstructorParameters<typeof Client>[0]>['connection'];
  /** Redis lost its connection or could not make one; each command that fails because of it rejects as well. */
  onRedisError?: (failure: Error) => void;
};

/** After a long outage gRPC would wait up to two minutes before it looks for the server again. */
const channelArgs = { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 };

/** Connections to the three stores. Postgres and Temporal connect at the first use, Redis at `redis.connect()`. */
export function openConnections(
  { DATABASE_URL, REDIS_URL, ...temporal }: StoreAddresses,
  { poolSize, readPoolSize, workerConnection, onRedisError = () => undefined }: Opening,
): Connections & { close(): Promise<void> } {
  const db = connectDatabase({ url: DATABASE_URL, poolSize });
  const reads = readPoolSize === undefined ? db : connectDatabase({ url: DATABASE_URL, poolSize: readPoolSize });
  const redis = connectRedis(REDIS_URL);
  redis.on('error', onRedisError);
  const namespace = temporal.TEMPORAL_NAMESPACE;
  const client = workerConnection
    ? new Client({ connection: workerConnection, namespace })
    : new QuietClient({ connection: Connection.lazy({ ...temporalConnection(temporal), channelArgs }), namespace });
  return {
    db,
    reads,
    redis,
    temporal: client,
    async close() {
      redis.disconnect();
      await Promise.allSettled([db.$disconnect(), reads.$disconnect(), client.connection.close()]);
    },
  };
}

/** Every port on the real stores: for API, worker, doctor, crowd, benchmark and tests alike. */
export function connectPorts(
  { db, redis, temporal }: Omit<Connections, 'reads'>,
  terms: SaleTerms,
  counters: Counters = noCounters,
): Ports {
  return {
    ...connectStorePorts({ db, redis }, terms, counters),
    entryWorkflows: temporalEntryWorkflows(temporal),
    purchaseUpdates: temporalPurchaseUpdates(temporal, redisTurnMemory(redis)),
    purchaseWorkflows: temporalPurchaseWorkflows(temporal),
    refundWorkflows: temporalRefundWorkflows(temporal),
    mailWorkflows: temporalMailWorkflows(temporal),
    saleWorkflows: temporalSaleWorkflows(temporal),
    workflowTasks: temporalWorkflowTasks(temporal),
    counters,
  };
}

/** The ports on Postgres and Redis alone, for models whose workflows run without Temporal. */
export const connectStorePorts = (
  { db, redis }: Pick<Connections, 'db' | 'redis'>,
  terms: SaleTerms,
  counters: Counters = noCounters,
) => ({
  sales: postgresSales(db, terms),
  waitingRoom: redisWaitingRoom(redis),
  placeStreams: redisPlaceStreams(redis),
  statistics: redisStatistics(redis),
  stockGate: redisStockGate(redis),
  gateKeys: redisGateKeys(redis),
  wakeCalls: redisWakeCalls(redis),
  purchases: postgresPurchases(
    db,
    {
      purchaseLimit: terms.EVENT_PURCHASE_LIMIT,
      reservationTtlSeconds: terms.RESERVATION_TTL_SECONDS,
      signingKey: terms.TICKET_SIGNING_KEY,
    },
    counters,
  ),
  payments: terms.PAYMENT_PROVIDER === 'stripe' ? stripeProvider(db, terms) : simulatedProvider(db),
  refunds: postgresRefunds(db),
  mails: postgresMails(db, { host: senderHost(terms.MAIL_FROM) }),
  composeMail: mailComposer(terms),
  mailServer: smtpServer(terms),
});

export type StorePorts = ReturnType<typeof connectStorePorts>;
