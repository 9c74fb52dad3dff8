import { z } from '@hono/zod-openapi';
import { eventStatus } from '../catalogue/schemas.ts';
import {
  cents,
  currency,
  emailAddress,
  givenCents,
  givenCurrency,
  id,
  instant,
  pathId,
  personName,
  vatRate,
} from '../http/schemas.ts';

/** What tickets cost their buyer in all, wherever a total stands. */
const cost = {
  total_price_cents: cents.openapi({ description: 'All that the buyer pays' }),
  fees_cents: cents.openapi({ description: 'The part of the total that is fees; the rest are the tickets' }),
  vat_cents: cents.openapi({ description: 'The part of the total that is VAT' }),
  vat_rate_bp: vatRate,
};

export const ReservationPath = z.object({ id: pathId('id'), reservationId: pathId('reservationId') });
export const EventQuery = z.object({ event_id: id.openapi({ format: 'uuid' }) });

export const NewReservation = z
  .strictObject({
    tier_id: id,
    quantity: z.int().min(1).openapi({ maximum: Number.MAX_SAFE_INTEGER }),
    token: id,
    expected_price_cents: givenCents.optional().openapi({
      description: 'What a ticket cost where the buyer chose it; 409 price_changed where it costs another',
    }),
    expected_fee_cents: givenCents.optional().openapi({
      description: 'The `fee_cents` of a ticket where the buyer chose it; 409 price_changed where it is another',
    }),
    expected_currency: givenCurrency.optional(),
  })
  .openapi('NewReservation');
/** Clients send the token of their place; the buyer alone says whose hold it is. */
export const ActiveHoldQuery = z.object({ token: z.string().optional() });
export const Held = z
  .object({
    id: z.uuid(),
    event_id: z.uuid(),
    tier_id: z.uuid(),
    quantity: z.int(),
    currency,
    expires_at: instant,
    expires_in_seconds: z.int(),
  })
  .openapi('Held');
export const Reservation = z
  .object({ ...Held.shape, tier_name: z.string(), price_cents: cents, ...cost })
  .openapi('Reservation');
export const Ended = z.object({ id: z.uuid(), status: z.literal('canceled') }).openapi('Ended');

export const Buyer = z
  .strictObject({
    name: personName.optional(),
    email: emailAddress.optional().openapi({ description: 'Where the receipt and the tickets are sent' }),
  })
  .openapi('Buyer');
export const NewCheckout = z.strictObject({ reservation_id: id, buyer: Buyer.optional() }).openapi('NewCheckout');
export const CheckoutSession = z
  .object({
    id: z.uuid(),
    reservation_id: z.uuid(),
    status: z.enum(['pending', 'completed', 'failed', 'expired', 'canceled']),
    currency,
    reservation: z.object({
      id: z.uuid(),
      tier_name: z.string(),
      quantity: z.int(),
      price_cents: cents,
      ...cost,
      currency,
      expires_at: instant,
    }),
    buyer: z.object({ name: z.string().nullable(), email: z.string().nullable() }),
    payment_provider: z
      .enum(['simulated', 'stripe'])
      .openapi({ description: 'With stripe, cards are taken in the browser alone; what is free needs none' }),
    payment: z
      .object({
        provider: z.literal('stripe'),
        client_secret: z.string(),
        publishable_key: z.string(),
        amount: cents,
        currency,
      })
      .optional()
      .openapi({ description: 'With what the browser pays; not there while it is being made, or no more needed' }),
    created_at: instant,
    message: z.string().optional(),
  })
  .openapi('CheckoutSession');
export const Confirmation = z
  .strictObject({
    checkout_id: id,
    simulate: z.enum(['success', 'fail', 'decline']).optional().openapi({
      description: 'decline: the card is refused, and the hold stays; fail: the purchase ends. A free order needs none',
    }),
  })
  .openapi('Confirmation');

export const orderStatus = z.enum(['paid', 'partly_refunded', 'refunded', 'disputed']);
const Order = z
  .object({
    id: z.uuid(),
    number: z.string().openapi({ description: 'Short enough to be read out', example: '7KX4M2QP' }),
    checkout_session_id: z.uuid(),
    status: orderStatus,
    quantity: z.int(),
    ...cost,
    currency,
    created_at: instant,
  })
  .openapi('Order');
/** An order as its buyer looks at it later, when it may be due for a refund. */
const OrderNow = z
  .object({
    ...Order.shape,
    refund_due_at: instant.nullable().openapi({ description: 'Since when it is due for a refund as a whole' }),
    refunded_cents: cents,
  })
  .openapi('OrderNow');
/** The mail with the receipt, as its buyer is shown it. */
export const Receipt = z
  .object({
    state: z.enum(['queued', 'sent', 'failed', 'not_configured']),
    to: z.string().openapi({ description: 'The address, most of it left out' }),
    sent_at: instant.nullable(),
  })
  .openapi('Receipt');
export const mailKind = z.enum(['receipt', 'event_canceled', 'event_changed', 'refund']);
/** The newest mail of a kind about an order, as its buyer is shown it. */
export const ShownMail = z.object({ kind: mailKind, ...Receipt.shape }).openapi('ShownMail');
const IssuedTicket = z
  .object({ id: z.uuid(), code: z.string(), qr_sig: z.string(), created_at: instant })
  .openapi('IssuedTicket');
const sessionEnd = <Status extends string>(value: Status) => z.object({ id: z.uuid(), status: z.literal(value) });
export const Purchased = z
  .object({
    order: Order,
    tickets: z.array(IssuedTicket),
    checkout_session: sessionEnd('completed'),
    reservation: sessionEnd('converted'),
    message: z.string(),
  })
  .openapi('Purchased');
export const Declined = z
  .object({ checkout_session: sessionEnd('failed'), reservation: sessionEnd('canceled'), message: z.string() })
  .openapi('Declined');
export const Pending = z
  .object({ status: z.literal('pending'), expires_at: instant, message: z.string() })
  .openapi('Pending');
export const Allowance = z
  .object({
    event_id: z.uuid(),
    purchase_limit: z.int(),
    bought: z.int(),
    held: z.int(),
    tiers: z.array(z.object({ tier_id: z.uuid(), limit: z.int(), bought: z.int(), held: z.int(), left: z.int() })),
  })
  .openapi('Allowance');
const ticketStatus = z
  .enum(['valid', 'void'])
  .openapi({ description: 'void: its event was cancelled, its money is or will be given back, or a bank disputes it' });
const OwnTicket = z.object({
  ...IssuedTicket.shape,
  status: ticketStatus,
  refund_state: z
    .enum(['requested', 'paid'])
    .nullable()
    .openapi({ description: 'Of a ticket that was given back: whether its money is on its way, or back' }),
  order_id: z.uuid(),
  order: OrderNow.pick({ number: true, currency: true, status: true, refund_due_at: true }),
  event: z.object({
    id: z.uuid(),
    name: z.string(),
    venue: z.string(),
    starts_at: instant,
    time_zone: z.string().nullable(),
    status: eventStatus,
  }),
  tier: z.object({ id: z.uuid(), name: z.string(), price_cents: cents }),
});
export const MyTickets = z.object({ tickets: z.array(OwnTicket), count: z.int() }).openapi('MyTickets');
export const MyOrder = z
  .object({
    order: OrderNow.extend({
      receipt: Receipt.nullable(),
      mails: z.array(ShownMail),
      buyer_erased_at: instant
        .nullable()
        .openapi({ description: 'Since when name and address of the buyer are erased, so that no mail can be sent' }),
    }),
    tickets: z.array(IssuedTicket.extend({ status: ticketStatus })),
  })
  .openapi('MyOrder');
export const LinkedOrder = z
  .object({
    order: OrderNow.omit({ checkout_session_id: true }).extend({ tier_name: z.string() }),
    tickets: z.array(OwnTicket),
  })
  .openapi('LinkedOrder');
