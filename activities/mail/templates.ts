import type { Config } from '../../config.ts';
import { eventCanceled } from './event-canceled.ts';
import { eventChanged } from './event-changed.ts';
import { orderLinks } from './order-links.ts';
import type { Content, MailedOrder, Message, Occasion, OutgoingMail } from './ports.ts';
import { receipt } from './receipt.ts';
import { refund } from './refund.ts';

/** Makes the message of a mail: the same one, whenever it is made for the same order. */
export type MailComposer = (mail: OutgoingMail & { occasion: Occasion }) => Promise<Message>;

export function mailComposer({
  PUBLIC_URL,
  TICKET_SIGNING_KEY,
}: Pick<Config, 'PUBLIC_URL' | 'TICKET_SIGNING_KEY'>): MailComposer {
  const links = orderLinks(TICKET_SIGNING_KEY);
  return async ({ occasion, order, recipient, messageId, queuedAt }) => {
    // After the #, so that no server on the way, and none of ours, gets to see it in an address.
    const link = `${PUBLIC_URL.replace(/\/+$/, '')}/tickets#${links.token(order)}`;
    return { ...(await contentOf(order, occasion, link)), recipient, messageId, date: queuedAt };
  };
}

/** What a mail says of an order. `link` opens the order on any device. */
function contentOf(order: MailedOrder, occasion: Occasion, link: string): Promise<Content> {
  switch (occasion.kind) {
    case 'receipt':
      return receipt(order, link);
    case 'refund':
      return refund(order, occasion, link);
    case 'event_changed':
      return eventChanged(order, occasion, link);
    default:
      return eventCanceled(order, occasion, link);
  }
}
