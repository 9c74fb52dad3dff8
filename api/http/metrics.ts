import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How many people wait at the moment, by event. */
type QueueLengths = () => Promise<{ event: string; waiting: number }[]>;

/** What the API counts. One scrape also shows the worker's page, where `workerMetricsUrl` is given. */
export function apiMetrics(queueLengths: QueueLengths, workerMetricsUrl: string | undefined) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'ticketdrop_http_request_duration_seconds',
    help: 'Duration of requests by route pattern',
    registers: [registry],
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  });
  const joins = new Counter({
    name: 'ticketdrop_joins_total',
    help: 'Places given in waiting rooms, repeats included',
    registers: [registry],
  });
  const refusals = new Counter({
    name: 'ticketdrop_refusals_total',
    help: 'Refused requests by route pattern and reason',
    labelNames: ['route', 'reason'],
    registers: [registry],
  });
  const queueLength = new Gauge({
    name: 'ticketdrop_queue_length',
    help: 'People waiting, by event',
    labelNames: ['event'],
    registers: [],
    async collect() {
      this.reset();
      for (const { event, waiting } of await queueLengths()) this.set({ event }, waiting);
    },
  });
  registry.registerMetric(queueLength);

  const workerPage = async () => {
    if (!workerMetricsUrl) return '';
    const answer = await fetch(workerMetricsUrl, { signal: AbortSignal.timeout(500) }).catch(() => undefined);
    return answer?.ok ? answer.text() : '';
  };

  return {
    joined: () => joins.inc(),
    answered: (method: string, route: string, status: number, seconds: number, refusal: string | undefined) => {
      duration.observe({ method, route, status }, seconds);
      if (refusal !== undefined) refusals.inc({ route, reason: refusal });
    },
    page: async () => ({
      type: registry.contentType,
      text: (await Promise.all([registry.metrics(), workerPage()])).join('\n'),
    }),
  };
}

export type ApiMetrics = ReturnType<typeof apiMetrics>;
