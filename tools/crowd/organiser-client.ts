import { request } from 'undici';
import { z } from 'zod';
import { CannotStart } from '../../scripts/cannot-start.ts';
import type { Options } from './options.ts';
import { MAX_TICKETS } from './persona.ts';
import type { Stack } from './stack.ts';

/** The event on sale that the crowd wants tickets for. Times are milliseconds since the epoch. */
export type Drop = {
  eventId: string;
  tierIds: string[];
  purchaseLimit: number;
  arrivalsFrom: number;
  arrivalWindowMs: number;
  opensAt: number;
  /** By then every wave has been admitted; a buyer who still waits will not be served. */
  endsBy: number;
};

/** Short, so that abandoned tickets are sold again within the run. */
export const RESERVATION_TTL_SECONDS = 15;
const ACCESS_TTL_SECONDS = 300;
const DAY_MS = 86_400_000;

const Created = z.object({ id: z.uuid() });

/** Tiers that add up to exactly this many tickets: three with different prices, or a single one for fewer than ten. */
export function tiersOf(tickets: number): { name: string; price_cents: number; capacity: number }[] {
  if (tickets < 10) return [{ name: 'Standing', price_cents: 4_500, capacity: tickets }];
  const front = Math.floor(tickets * 0.2);
  const seated = Math.floor(tickets * 0.3);
  return [
    { name: 'Standing', price_cents: 4_500, capacity: tickets - front - seated },
    { name: 'Seated', price_cents: 6_900, capacity: seated },
    { name: 'Front row', price_cents: 12_500, capacity: front },
  ];
}

/** Creates and closes the run's event through the admin API. */
export function organiserClient(stack: Stack) {
  async function admin(method: 'POST' | 'PATCH', path: string, body: object): Promise<unknown> {
    const answer = await request(`${stack.apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${stack.adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300)
      throw new CannotStart(`${method} ${path} was answered with ${answer.statusCode}: ${text}`);
    return JSON.parse(text);
  }

  return {
    /**
     * Creates the event with its tiers as a draft, then publishes it to open a few seconds from now. By default a
     * thousand buyers arrive each second, few enough that the crowd's own process is not the bottleneck.
     */
    async openDrop(
      options: Options,
      { reservationTtlSeconds = RESERVATION_TTL_SECONDS, arriveWithinMs = 4_000 + options.buyers } = {},
    ): Promise<Drop> {
      const now = Date.now();
      const event = Created.parse(
        await admin('POST', '/admin/events', {
          name: `Crowd drop ${options.seed}`,
          venue: 'Loopback Arena',
          description: `Made by npm run crowd: ${options.buyers} buyers for ${options.tickets} tickets.`,
          status: 'draft',
          starts_at: new Date(now + DAY_MS).toISOString(),
          on_sale_at: new Date(now + DAY_MS).toISOString(),
          wave_size: options.waveSize,
          wave_interval_ms: options.waveIntervalMs,
          access_ttl_seconds: ACCESS_TTL_SECONDS,
          reservation_ttl_seconds: reservationTtlSeconds,
          purchase_limit: MAX_TICKETS,
        }),
      );
      const tierIds: string[] = [];
      for (const tier of tiersOf(options.tickets)) {
        const created = await admin('POST', '/admin/tiers', {
          event_id: event.id,
          ...tier,
          per_user_limit: MAX_TICKETS,
        });
        tierIds.push(Created.parse(created).id);
      }
      const arrivalsFrom = Date.now();
      const opensAt = arrivalsFrom + 1_000 + arriveWithinMs * 0.9; // the last tenth arrives after the opening
      await admin('PATCH', `/admin/events/${event.id}`, {
        status: 'scheduled',
        on_sale_at: new Date(opensAt).toISOString(),
      });
      const wavesMs = Math.ceil(options.buyers / options.waveSize) * options.waveIntervalMs;
      return {
        eventId: event.id,
        tierIds,
        purchaseLimit: MAX_TICKETS,
        arrivalsFrom,
        arrivalWindowMs: arriveWithinMs,
        opensAt,
        endsBy: opensAt + wavesMs * 1.5 + 60_000,
      };
    },

    closeDrop: (eventId: string) => admin('PATCH', `/admin/events/${eventId}`, { status: 'closed' }),
  };
}
