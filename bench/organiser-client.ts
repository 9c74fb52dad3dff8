import type { Redis } from 'ioredis';
import { request } from 'undici';
import { z } from 'zod';
import { roomKeys } from '../activities/waiting-room/keys.ts';
import { until } from '../scripts/poll.ts';

const Created = z.object({ id: z.uuid() });
const dayMs = 86_400_000;

export type Drop = { eventId: string; tierId: string };
type DropOptions = {
  capacity?: number;
  opensAt?: number;
  waveSize?: number;
  waveIntervalMs?: number;
  holdSeconds?: number;
  accessSeconds?: number;
};

type Api = { apiUrl: string; adminToken: string };

/** Creates an event with one tier through the admin routes, as an organiser does, and puts it on sale. */
export async function createDrop(
  { apiUrl, adminToken }: Api,
  {
    capacity = 100_000,
    opensAt = 0,
    waveSize = 10_000,
    waveIntervalMs = 3_600_000,
    holdSeconds = 600,
    accessSeconds = 3_600,
  }: DropOptions = {},
): Promise<Drop> {
  async function send(method: 'POST' | 'PATCH', path: string, body: object): Promise<unknown> {
    const answer = await request(`${apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path} was answered with ${answer.statusCode}: ${text}`);
    return JSON.parse(text);
  }

  const now = Date.now();
  const { id: eventId } = Created.parse(
    await send('POST', '/admin/events', {
      name: 'Measured',
      venue: 'Loopback Arena',
      status: 'draft',
      starts_at: new Date(now + dayMs).toISOString(),
      on_sale_at: new Date(opensAt || now - 1_000).toISOString(),
      wave_size: waveSize,
      wave_interval_ms: waveIntervalMs,
      reservation_ttl_seconds: holdSeconds,
      access_ttl_seconds: accessSeconds,
    }),
  );
  const { id: tierId } = Created.parse(
    await send('POST', '/admin/tiers', {
      event_id: eventId,
      name: 'Standing',
      price_cents: 2_500,
      capacity,
      per_user_limit: 6,
    }),
  );
  await send('PATCH', `/admin/events/${eventId}`, { status: opensAt ? 'scheduled' : 'on_sale' });
  return { eventId, tierId };
}

/** Puts events on sale, and waits for their sales. */
export const organiserClient = ({ redis, ...api }: Api & { redis: Redis }) => ({
  /**
   * Creates an event on sale. An event that opens now has admitted its first, empty wave when this resolves, so that
   * the next buyers are admitted at once, up to the size of a wave.
   */
  async openDrop(options: DropOptions = {}): Promise<Drop> {
    const drop = await createDrop(api, options);
    const awaitedField = options.opensAt ? 'open' : 'wave';
    const ready = await until(async () => Number(await redis.hget(roomKeys(drop.eventId).sale, awaitedField)) >= 1, {
      withinMs: 20_000,
    });
    if (!ready) throw new Error(`The sale of ${drop.eventId} did not come up within 20 s.`);
    return drop;
  },
});
