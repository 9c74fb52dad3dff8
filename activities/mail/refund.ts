import { inGroups } from '../../codes.ts';
import { news } from './news.ts';
import type { Content, MailedOrder, Occasion } from './ports.ts';
import { money } from './wording.ts';

type Refund = Extract<Occasion, { kind: 'refund' }>;

/** How much was given back of what was paid, and which tickets let nobody in any more. */
export function refund(order: MailedOrder, { amountCents, codes }: Refund, link: string): Promise<Content> {
  const { event, currency } = order;
  const amount = money(amountCents, currency);
  const isFree = amountCents === 0;
  const left = order.totalCents - amountCents;
  const voided = codes.length === 1 ? 'This ticket is not valid any more' : 'These tickets are not valid any more';
  return news({
    subject: isFree ? `Your order for ${event.name} was taken back` : `Your money for ${event.name} is on its way back`,
    preview: isFree ? 'There was nothing to pay back.' : `${amount} of order ${inGroups(order.number)}`,
    heading: isFree ? 'Your order was taken back' : `${amount} goes back to you`,
    paragraphs: [
      isFree
        ? 'Nothing had been paid for it, so no money moves.'
        : `It was sent to the card or account that you paid with. You need not do anything; it can take your bank up ` +
          `to ten days to show it.`,
      ...(isFree ? [] : ['If it is still missing after that, tell your bank the amount and the day of this mail.']),
    ],
    facts: [
      ['Event', event.name],
      !isFree && ['Refund', amount],
      left > 0 && !isFree && ['Paid in all', money(order.totalCents, currency)],
      ['Order', inGroups(order.number)],
    ],
    ...(codes.length > 0 && { codes: { title: voided, codes } }),
    action: 'See your order',
    link,
  });
}
