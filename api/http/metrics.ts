import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { processNumber } from '../../process-group.ts';
import { joinPages, type MetricsPage } from './metrics-pages.ts';
import { siblings } from './siblings.ts';

/** How many people wait at the moment, by event. */
type QueueLengths = () => Promise<{ event: string; waiting: number }[]>;

/** A scrape is answered within a second, without the processes that do not answer. */
const ANSWER_WITHIN_MS = 500;

/**
 * What the API counts. One scrape shows all processes of the API, whichever of them answers it, and the pages of the
 * workers at `workerMetricsUrls`. Where there are several of a kind, their series have a label with their number.
 */
export function apiMetrics(queueLengths: QueueLengths, workerMetricsUrls: string[]) {
  const registry = new Registry();
  /** What every process would say alike. */
  const shared = new Registry();
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
  const webhookAge = new Histogram({
    name: 'ticketdrop_webhook_age_seconds',
    help: 'How long after it happened the payment provider told of something',
    registers: [registry],
    buckets: [0.5, 1, 2, 5, 15, 60, 300, 3_600, 86_400],
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

  shared.registerMetric(queueLength);

  const number = processNumber();
  const ownPage = async (): Promise<MetricsPage> => ({
    text: await registry.metrics(),
    labels: number === undefined ? {} : { process: String(number) },
  });
  const otherPages = siblings(ownPage, ANSWER_WITHIN_MS);
  const workerPages = workerMetricsUrls.map((url, index) => async (): Promise<MetricsPage> => {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(() => undefined);
    return {
      text: answer?.ok ? await answer.text() : '',
      labels: workerMetricsUrls.length > 1 ? { worker: String(index + 1) } : {},
    };
  });
  async function allPages(): Promise<MetricsPage[]> {
    const [own, others, queues, ...workers] = await Promise.all([
      ownPage(),
      otherPages(),
      shared.metrics(),
      ...workerPages.map((page) => page()),
    ]);
    return [own, ...others, { text: queues, labels: {} }, ...workers];
  }

  return {
    joined: () => joins.inc(),
    webhookAge: (seconds: number) => webhookAge.observe(seconds),
    answered: (method: string, route: string, status: number, seconds: number, refusal: string | undefined) => {
      duration.observe({ method, route, status }, seconds);
      if (refusal !== undefined) refusals.inc({ route, reason: refusal });
    },
    page: async () => ({ type: registry.contentType, text: joinPages(await allPages()) }),
  };
}

export type ApiMetrics = ReturnType<typeof apiMetrics>;
