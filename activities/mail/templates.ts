import type { Config } from '../../config.ts';
import type { MailKind } from '../../prisma/generated/client.ts';
import { orderLinks } from './order-links.ts';
import type { Message, OutgoingMail, Template } from './ports.ts';
import { receipt } from './receipt.ts';

const templates: Record<MailKind, Template> = { receipt };

/** Makes the message of a mail: the same one, whenever it is made for the same order. */
export function mailComposer({ PUBLIC_URL, TICKET_SIGNING_KEY }: Pick<Config, 'PUBLIC_URL' | 'TICKET_SIGNING_KEY'>) {
  const links = orderLinks(TICKET_SIGNING_KEY);
  return async ({ kind, order, recipient, messageId, queuedAt }: OutgoingMail): Promise<Message> => {
    // After the #, so that no server on the way, and none of ours, gets to see it in an address.
    const link = `${PUBLIC_URL.replace(/\/+$/, '')}/tickets#${links.token(order)}`;
    return { ...(await templates[kind](order, link)), recipient, messageId, date: queuedAt };
  };
}
