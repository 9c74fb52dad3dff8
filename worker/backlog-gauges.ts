import { setTimeout as pauseFor } from 'node:timers/promises';
import type { MetricMeter } from '@temporalio/common';
import pMap from 'p-map';
import type { Logger } from 'pino';
import { placeStreams, type Backlog, type PlaceStreams } from '../activities/waiting-room/ports.ts';

const EVERY_MS = 2_000;
const EVENTS_AT_ONCE = 50;

type Needs = {
  meter: MetricMeter;
  streams: PlaceStreams;
  sales: () => Promise<string[]>;
  log: Logger;
  signal: AbortSignal;
};

/**
 * Keeps the metrics of what the streams of all live events hold, until `signal` aborts. Every worker shows the same
 * lines, so that the largest of their values counts and never the sum.
 */
export async function keepBacklogGauges({ meter, streams, sales, log, signal }: Needs): Promise<void> {
  const about = 'lines of the streams of places that no worker has passed on yet';
  const lines = meter.createGauge('ticketdrop_place_stream_backlog', 'int', '', `How many ${about}`);
  const oldest = meter.createGauge('ticketdrop_place_stream_oldest_seconds', 'float', '', `Age of the oldest ${about}`);
  while (!signal.aborted) {
    try {
      const eventIds = await sales();
      for (const stream of placeStreams) {
        const backlogs = await pMap(eventIds, (eventId) => streams.backlog(eventId, stream), {
          concurrency: EVENTS_AT_ONCE,
        });
        const total = totalOf(backlogs);
        lines.set(total.lines, { stream });
        oldest.set(total.oldestMs / 1_000, { stream });
      }
    } catch (failure) {
      log.warn({ err: failure }, 'the backlog of the streams of places could not be read');
    }
    await pauseFor(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

const totalOf = (backlogs: Backlog[]): Backlog => ({
  lines: backlogs.reduce((sum, { lines }) => sum + lines, 0),
  oldestMs: Math.max(0, ...backlogs.map(({ oldestMs }) => oldestMs)),
});
