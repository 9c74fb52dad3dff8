import type { Logger } from 'pino';
import { connectPorts, type Connections } from '../activities/connect.ts';
import { loadScript } from '../activities/redis.ts';
import type { WaitingRoom } from '../activities/waiting-room/ports.ts';
import type { Config } from '../config.ts';
import { catalogue } from './catalogue/catalogue.ts';
import { publicCatalogue } from './catalogue/public-catalogue.ts';
import { clientAddress } from './http/client-address.ts';
import { identity } from './http/identity.ts';
import { apiMetrics } from './http/metrics.ts';
import { rateLimits } from './http/rate-limits.ts';
import { availability } from './machines/availability.ts';
import { orderReads } from './orders/order-reads.ts';
import { orderMails } from './mail/mails.ts';
import { eventService } from './organiser/event-service.ts';
import { refundService } from './orders/refund-service.ts';
import { webhook } from './payments/webhook.ts';
import { saleMonitor } from './organiser/sale-monitor.ts';
import { tierService } from './organiser/tier-service.ts';
import { buyerRecords } from './privacy/buyers.ts';
import { purchaseReads } from './purchase/reads.ts';
import { joinRush } from './waiting-room/join-rush.ts';
import { statisticsRecorder } from './waiting-room/statistics-recorder.ts';

/** Everything the routes use, made once from the connections. */
export function createDeps({ config, log, ...connections }: Connections & { config: Config; log: Logger }) {
  const ports = connectPorts(connections, config);
  const shown = publicCatalogue(connections.reads, config);
  const shared = { ...connections, ...ports, config, log, catalogue: catalogue(connections.db, shown) };
  const events = eventService(shared);
  const metrics = apiMetrics(() => queueLengths(ports.waitingRoom), config.WORKER_METRICS_URL);
  return {
    ...shared,
    availability: availability(connections, { waitingRoom: ports.waitingRoom, log }),
    buyerRecords: buyerRecords(shared),
    events,
    clientAddress: clientAddress(config.TRUSTED_PROXIES),
    identity: identity(config),
    joinRush: joinRush(ports.placeStreams.recordRush),
    metrics,
    orders: orderReads(connections.reads, config),
    orderMails: orderMails(connections.db),
    publicCatalogue: shown,
    refundService: refundService(shared),
    purchaseReads: purchaseReads(connections.db),
    rateLimit: rateLimits(
      connections.redis,
      loadScript<number>(connections.redis, new URL('http/count-request.lua', import.meta.url)),
    ),
    saleMonitor: saleMonitor(shared),
    statistics: statisticsRecorder(ports.statistics, log),
    ticketReads: purchaseReads(connections.reads),
    tiers: tierService({ ...shared, events }),
    webhook: webhook({ ...shared, metrics }),
  };
}

export type Deps = ReturnType<typeof createDeps>;

/** How many people wait at each sale; sales that Redis does not answer for are left out. */
async function queueLengths(waitingRoom: WaitingRoom): Promise<{ event: string; waiting: number }[]> {
  const events = await waitingRoom.publishedSales().catch(() => []);
  const lengths = events.map(async (event) => {
    const crowd = await waitingRoom.crowd(event).catch(() => undefined);
    return crowd ? [{ event, waiting: crowd.waiting }] : [];
  });
  return (await Promise.all(lengths)).flat();
}
