import { describe, expect, it } from 'vitest';
import { readConfig } from '../../config.ts';
import { gateSale, type SaleRow } from './gate-sale.ts';

const config = readConfig({
  DATABASE_URL: 'postgresql://127.0.0.1',
  REDIS_URL: 'redis://127.0.0.1',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  ADMIN_TOKEN: 'a token of the tests',
  TICKET_SIGNING_KEY: 'k'.repeat(32),
  WAITING_ROOM_WAVE_SIZE: '7',
  WAITING_ROOM_WAVE_INTERVAL_MS: '8000',
  WAITING_ROOM_ACCESS_TTL: '90',
  WAITING_ROOM_TOKEN_TTL: '600',
});
const event: SaleRow = {
  id: 'an event',
  status: 'on_sale',
  on_sale_at: new Date(1_000),
  starts_at: new Date(2_000),
  paused: false,
  wave_size: null,
  wave_interval_ms: null,
  access_ttl_seconds: null,
};

describe('a sale as the gate sees it', () => {
  it('has the configured settings where the organiser gave none', () => {
    expect(gateSale(event, config)).toEqual({
      eventId: 'an event',
      open: true,
      onSaleAt: 1_000,
      paused: false,
      waveSize: 7,
      waveIntervalMs: 8_000,
      accessTtlMs: 90_000,
      tokenTtlMs: 600_000,
      absentGraceMs: 300_000,
    });
  });

  it('has the organiser’s own settings', () => {
    expect(
      gateSale({ ...event, paused: true, wave_size: 1, wave_interval_ms: 2, access_ttl_seconds: 3 }, config),
    ).toMatchObject({ paused: true, waveSize: 1, waveIntervalMs: 2, accessTtlMs: 3_000 });
  });

  it.each([
    ['draft', false],
    ['scheduled', true],
    ['on_sale', true],
    ['closed', false],
    ['canceled', false],
  ] as const)('of an event that is %s is open: %s', (status, open) => {
    expect(gateSale({ ...event, status }, config).open).toBe(open);
  });
});
