import type { Config } from '../../config.ts';
import type { GateSale } from './ports.ts';

/** What a sale is set to where its organiser set nothing. */
export type SaleDefaults = Pick<
  Config,
  | 'WAITING_ROOM_WAVE_SIZE'
  | 'WAITING_ROOM_WAVE_INTERVAL_MS'
  | 'WAITING_ROOM_ACCESS_TTL'
  | 'WAITING_ROOM_TOKEN_TTL'
  | 'WAITING_ROOM_ABSENT_GRACE'
>;

/** The columns of an event that Redis needs. */
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

/** The sale as Redis keeps it: the organiser's settings, and the configured ones where the organiser gave none. */
export function gateSale(event: SaleRow, defaults: SaleDefaults): GateSale {
  return {
    eventId: event.id,
    open: event.status === 'scheduled' || event.status === 'on_sale',
    onSaleAt: event.on_sale_at.getTime(),
    paused: event.paused,
    waveSize: event.wave_size ?? defaults.WAITING_ROOM_WAVE_SIZE,
    waveIntervalMs: event.wave_interval_ms ?? defaults.WAITING_ROOM_WAVE_INTERVAL_MS,
    accessTtlMs: (event.access_ttl_seconds ?? defaults.WAITING_ROOM_ACCESS_TTL) * 1_000,
    tokenTtlMs: defaults.WAITING_ROOM_TOKEN_TTL * 1_000,
    absentGraceMs: defaults.WAITING_ROOM_ABSENT_GRACE * 1_000,
  };
}
