import { z } from '@hono/zod-openapi';
import { instant } from '../http/schemas.ts';

/** Without a token the request is refused by a problem of its own, so the schema lets it pass. */
export const TokenQuery = z.object({
  token: z
    .string()
    .toLowerCase()
    .optional()
    .openapi({ format: 'uuid', param: { name: 'token', in: 'query', required: true } }),
});

export const Place = z.object({ token: z.uuid() }).openapi('Place');
const placeFields = {
  number: z.int().openapi({ description: 'The number of the place; it never changes' }),
  safeUntil: instant.openapi({ description: 'Until when the place is kept without another look' }),
  accessSeconds: z.int().openapi({ description: 'How long a buyer has to choose, from their turn on' }),
  missedTurn: z
    .object({ at: instant, returnBy: instant })
    .optional()
    .openapi({ description: 'The turn that was missed before the buyer came back; the next one is the last' }),
};
export const PlaceStatus = z
  .discriminatedUnion('state', [
    z.object({
      state: z.literal('waiting'),
      onSaleAt: instant,
      secondsUntilOnSale: z.int(),
      paused: z.boolean(),
      ...placeFields,
    }),
    z.object({
      state: z.literal('sale_open'),
      onSaleAt: instant,
      secondsUntilOnSale: z.literal(0),
      paused: z.boolean(),
      position: z.int(),
      total: z.int(),
      ahead: z.int(),
      canEnter: z.boolean(),
      etaSeconds: z.int(),
      accessExpiresAt: instant.optional(),
      ...placeFields,
    }),
  ])
  .openapi('PlaceStatus');
