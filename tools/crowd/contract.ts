import { z } from 'zod';

/** The fields of the HTTP contract's answers that the crowd reads. Other fields are ignored. */

export const Joined = z.object({ token: z.uuid() });

export const Standing = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting'), secondsUntilOnSale: z.number(), paused: z.boolean() }),
  z.object({
    state: z.literal('sale_open'),
    paused: z.boolean(),
    position: z.int().min(0),
    total: z.int().min(0),
    canEnter: z.boolean(),
    etaSeconds: z.number().nullish(),
    accessExpiresAt: z.iso.datetime().optional(),
  }),
]);

export const Availability = z.object({
  availability: z.array(
    z.object({
      tier_id: z.uuid(),
      capacity: z.int(),
      available: z.int().min(0),
      reserved: z.int().min(0),
      sold: z.int().min(0),
    }),
  ),
});
export type TierAvailability = z.infer<typeof Availability>['availability'][number];

export const Hold = z.object({ id: z.uuid(), tier_id: z.uuid(), quantity: z.int(), expires_at: z.iso.datetime() });
export type Hold = z.infer<typeof Hold>;

export const Session = z.object({ id: z.uuid(), reservation_id: z.uuid(), status: z.string() });

export const Paid = z.object({
  order: z.object({ id: z.uuid(), checkout_session_id: z.uuid(), status: z.literal('paid'), quantity: z.int() }),
  tickets: z.array(z.object({ id: z.uuid(), code: z.string().min(1) })),
});
export type Paid = z.infer<typeof Paid>;

export const Declined = z.object({
  checkout_session: z.object({ id: z.uuid(), status: z.literal('failed') }),
  reservation: z.object({ id: z.uuid(), status: z.literal('canceled') }),
});

export const Problem = z.object({
  error: z.string(),
  available: z.number().optional(),
  reservation_id: z.string().optional(),
  activeHolds: z.number().optional(),
  alreadyPurchased: z.number().optional(),
  paused: z.boolean().optional(),
});
