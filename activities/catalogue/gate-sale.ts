import type { Config } from '../../config.ts';
import type { GateSale } from '../ports.ts';

/** The columns of an event that the gate needs. */
export type SaleRow = {
  id: string;
  status: 'draft' | 'scheduled' | 'on_sale' | 'closed' | 'canceled';
  on_sale_at: Date;
  starts_at: Date;
  paused: boolean;
  wave_size: number | null;
  wave_interval_ms: number | null;
  access_ttl_seconds: number | null;
};

/** The sale as the gate sees it: the organiser's settings, and the configured ones where the organiser gave none. */
export function gateSale(event: SaleRow, config: Config): GateSale {
  return {
    eventId: event.id,
    open: event.status === 'scheduled' || event.status === 'on_sale',
    onSaleAt: event.on_sale_at.getTime(),
    paused: event.paused,
    waveSize: event.wave_size ?? config.WAITING_ROOM_WAVE_SIZE,
    waveIntervalMs: event.wave_interval_ms ?? config.WAITING_ROOM_WAVE_INTERVAL_MS,
    accessTtlMs: (event.access_ttl_seconds ?? config.WAITING_ROOM_ACCESS_TTL) * 1_000,
    tokenTtlMs: config.WAITING_ROOM_TOKEN_TTL * 1_000,
  };
}
