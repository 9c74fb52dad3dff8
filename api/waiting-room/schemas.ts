import { z } from '@hono/zod-openapi';
import { instant } from '../http/schemas.ts';

export const TokenQuery = z.object({ token: z.string().toLowerCase().optional().openapi({ format: 'uuid' }) });

export const Place = z.object({ token: z.uuid() }).openapi('Place');
export const PlaceStatus = z
  .discriminatedUnion('state', [
    z.object({ state: z.literal('waiting'), onSaleAt: instant, secondsUntilOnSale: z.int(), paused: z.boolean() }),
    z.object({
      state: z.literal('sale_open'),
      onSaleAt: instant,
      secondsUntilOnSale: z.literal(0),
      paused: z.boolean(),
      position: z.int(),
      total: z.int(),
      canEnter: z.boolean(),
      etaSeconds: z.int(),
      accessExpiresAt: instant.optional(),
    }),
  ])
  .openapi('PlaceStatus');
