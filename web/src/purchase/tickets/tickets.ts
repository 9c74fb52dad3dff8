import type { InferResponseType } from 'hono/client';
import { api, responseBody, responseBodyIfFound } from '../../http/api.ts';

export type Ticket = InferResponseType<typeof api.me.tickets.$get, 200>['tickets'][number];

/** Tickets change only when this buyer buys some, perhaps in another tab. */
export const ticketsPollInterval = (_: unknown, hidden: boolean): number => (hidden ? 300_000 : 60_000);

/** The tickets of this buyer, or of another one whom a link names. */
export async function readTickets(buyer?: string): Promise<Ticket[]> {
  const headers = buyer ? { headers: { 'X-User-Id': buyer } } : undefined;
  return (await responseBody(api.me.tickets.$get({}, headers))).tickets;
}

/** The order that a link in a mail opens, on any device. */
export const findLinkedOrder = (token: string) =>
  responseBodyIfFound(api.orders.linked.$get({ header: { 'x-order-token': token } })).then((found) => ({ found }));

/** The buyer's latest order for an event with its tickets; without `order` if there is none. */
export async function findOrder(eventId: string) {
  const [latest, tickets] = await Promise.all([
    responseBodyIfFound(api.me.order.$get({ query: { event_id: eventId } })),
    readTickets(),
  ]);
  return latest
    ? { order: latest.order, tickets: tickets.filter((ticket) => ticket.order_id === latest.order.id) }
    : { tickets: [] };
}

export type Receipt = NonNullable<InferResponseType<typeof api.me.order.$get, 200>['order']['receipt']>;

export type ShownMail = InferResponseType<typeof api.me.order.$get, 200>['order']['mails'][number];

/** Sends the newest mail of a kind about an order again, to the address of the order. */
export const sendMail = (orderId: string, kind: ShownMail['kind']) =>
  responseBody(api.me.orders[':id'].mails.$post({ param: { id: orderId }, json: { kind } }));

/** Sends receipt and tickets again; to another address where one is given. */
export const sendReceipt = (orderId: string, email: string) =>
  responseBody(api.me.orders[':id'].receipt.$post({ param: { id: orderId }, json: email ? { email } : {} }));
