import type { InferRequestType, InferResponseType } from 'hono/client';
import { responseBody } from '../../http/api.ts';
import { locale } from '../../ui/locale.ts';
import { zoneOf } from '../../ui/time-zone.ts';
import { organiserApi } from '../organiser-api.ts';

const { buyers, events, orders, 'find-buyers': findBuyers } = organiserApi.admin;

export type ListedOrder = InferResponseType<typeof orders.$get, 200>['orders'][number];
export type OrderStatus = ListedOrder['status'];
export type Order = InferResponseType<(typeof orders)[':id']['$get'], 200>;
export type StoryLine = Order['story'][number];
export type OrderMail = InferResponseType<(typeof orders)[':id']['mails']['$get'], 200>['mails'][number];
export type BuyerRecords = InferResponseType<(typeof buyers)[':id']['$get'], 200>;
export type EventMoney = InferResponseType<(typeof events)[':id']['money']['$get'], 200>;
export type Sums = Pick<
  EventMoney,
  | 'gross_cents'
  | 'refunded_cents'
  | 'disputed_cents'
  | 'buyer_fees_cents'
  | 'organiser_fees_cents'
  | 'vat_cents'
  | 'net_cents'
  | 'orders'
  | 'tickets'
>;

/** `eventId` undefined: of all events. An empty text or status leaves nothing out. */
export type OrderFilter = { eventId: string | undefined; q: string; status: OrderStatus | '' };

export const readOrders = ({ eventId, q, status }: OrderFilter, cursor: string | undefined) =>
  responseBody(
    orders.$get({
      query: {
        ...(eventId && { event_id: eventId }),
        ...(q.trim() && { q: q.trim() }),
        ...(status && { status }),
        ...(cursor && { cursor }),
      },
    }),
  );
export const readOrder = (id: string) => responseBody(orders[':id'].$get({ param: { id } }));
export type NewRefund = InferRequestType<(typeof orders)[':id']['refunds']['$post']>['json'];
/** Gives money of an order back, once for each key. */
export const refundOrder = (id: string, key: string, refund: NewRefund) =>
  responseBody(orders[':id'].refunds.$post({ param: { id }, header: { 'idempotency-key': key }, json: refund }));
/** What was written to the buyer of an order, the newest first. */
export const readMails = async (id: string) => (await responseBody(orders[':id'].mails.$get({ param: { id } }))).mails;
/** Sends the newest mail of a kind again; to another address where one is given. */
export const sendMail = async (id: string, kind: OrderMail['kind'], email: string) =>
  responseBody(orders[':id'].mails.$post({ param: { id }, json: { kind, ...(email && { email }) } }));
/** The buyers behind an order: all who ordered with its address, or the one who made it. */
export const readBuyers = async ({ id, email }: Order['buyer']): Promise<BuyerRecords[]> =>
  email === null
    ? [await responseBody(buyers[':id'].$get({ param: { id } }))]
    : (await responseBody(findBuyers.$post({ json: { email } }))).buyers;
/** Erases name and address of a buyer, also while tickets of theirs are valid or being bought. */
export const eraseBuyer = (id: string) =>
  responseBody(buyers[':id'].$delete({ param: { id }, query: { confirm: 'true' } }));
export const readMoney = (eventId: string) => responseBody(events[':id'].money.$get({ param: { id: eventId } }));

export const ticketCount = (count: number): string => `${count.toLocaleString()} ${count === 1 ? 'ticket' : 'tickets'}`;

/** A time to the second by the clocks of an event's venue, or by the reader's. */
export const moment = (iso: string, timeZone: string | null): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium', timeZone: zoneOf(timeZone) }).format(
    new Date(iso),
  );
