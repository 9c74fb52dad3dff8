import { expect, it } from 'vitest';
import type { PlaceStreams, SaleStatistics, WaitingRoom } from '../../activities/waiting-room/ports.ts';
import { readConfig } from '../../config.ts';
import type { Event, PrismaClient } from '../../prisma/generated/client.ts';
import { saleMonitor, workflowUrl } from './sale-monitor.ts';

const config = readConfig({
  DATABASE_URL: 'postgresql://127.0.0.1/none',
  REDIS_URL: 'redis://127.0.0.1',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  ADMIN_TOKEN: 'x'.repeat(16),
  TICKET_SIGNING_KEY: 'x'.repeat(32),
});
const event = {
  id: 'an-event',
  name: 'A concert',
  status: 'on_sale',
  paused: false,
  on_sale_at: new Date(),
  starts_at: new Date(),
  wave_size: 7,
} as Event;
const db = {
  tier: { findMany: async () => [{ id: 'a-tier', name: 'Stalls', capacity: 10, sold: 3, held: 2 }] },
} as unknown as PrismaClient;
const away = async () => Promise.reject(new Error('Connection is closed.'));

it('shows what Postgres has while Redis is away, and null for the rest', async () => {
  const watch = saleMonitor({
    config,
    db,
    placeStreams: { backlog: away } as unknown as PlaceStreams,
    waitingRoom: { crowd: away, lastWave: away } as unknown as WaitingRoom,
    statistics: { refusals: away } as unknown as SaleStatistics,
  });
  expect(await watch.status(event)).toMatchObject({
    total_sold: 3,
    total_active_holds: 2,
    total_available: 5,
    wave_size: 7,
    queue_length: null,
    admitted: null,
    waves: null,
    next_wave_at: null,
    refusals: null,
    join_backlog: null,
    join_backlog_seconds: null,
  });
});

it('shows how many places are not passed on yet, and since when in whole seconds', async () => {
  const watch = saleMonitor({
    config,
    db,
    placeStreams: { backlog: async () => ({ lines: 1_240, oldestMs: 11_700 }) } as unknown as PlaceStreams,
    waitingRoom: { crowd: away, lastWave: away } as unknown as WaitingRoom,
    statistics: { refusals: away } as unknown as SaleStatistics,
  });
  expect(await watch.status(event)).toMatchObject({ join_backlog: 1_240, join_backlog_seconds: 12 });
});

it('takes no empty room for one that Redis has lost', async () => {
  const waitingRoom = { crowd: async () => undefined, lastWave: async () => ({ wave: 0 }) } as unknown as WaitingRoom;
  const watch = saleMonitor({
    config,
    db,
    placeStreams: { backlog: async () => ({ lines: 0, oldestMs: 0 }) } as unknown as PlaceStreams,
    waitingRoom,
    statistics: { refusals: async () => ({}) } as unknown as SaleStatistics,
  });
  expect(await watch.status(event)).toMatchObject({ queue_length: null, admitted: null, next_wave_at: null });
  expect(await watch.status({ ...event, status: 'draft' })).toMatchObject({
    queue_length: 0,
    admitted: 0,
    next_wave_at: null,
  });
});

it('knows where the Web UI shows a workflow, and that nobody said where the UI is', () => {
  const url = workflowUrl(
    { TEMPORAL_UI_URL: 'https://temporal.example/ui/', TEMPORAL_NAMESPACE: 'live sales' },
    'reservation/7',
  );
  expect(url).toBe('https://temporal.example/ui/namespaces/live%20sales/workflows/reservation%2F7');
  expect(workflowUrl({ TEMPORAL_UI_URL: undefined, TEMPORAL_NAMESPACE: 'default' }, 'reservation/7')).toBeNull();
});
