import { inGroups } from '../../codes.ts';
import { news } from './news.ts';
import type { Content, MailedOrder, Occasion } from './ports.ts';
import { money, tickets, venueTime } from './wording.ts';

type Canceled = Extract<Occasion, { kind: 'event_canceled' }>;

/** That an event does not take place, and that the money comes back by itself. */
export function eventCanceled(order: MailedOrder, { dueCents }: Canceled, link: string): Promise<Content> {
  const { event, number, quantity, tierName, currency } = order;
  const isOwed = dueCents > 0;
  const amount = money(dueCents, currency);
  const validity = quantity === 1 ? 'Your ticket is not valid any more.' : 'Your tickets are not valid any more.';
  return news({
    subject: `Cancelled: ${event.name}`,
    preview: isOwed ? `${amount} goes back to you by itself.` : 'Your tickets are not valid any more.',
    heading: 'This event is cancelled',
    paragraphs: [
      `${event.name} does not take place. ${validity} ` +
        (isOwed
          ? `${amount} goes back to the card or account that you paid with. You need not do anything.`
          : 'There is nothing to pay back.'),
      ...(isOwed
        ? [
            'The money is sent in the next hours, and we write to you again once it is. After that it can take your ' +
              'bank up to ten days to show it.',
          ]
        : []),
    ],
    facts: [
      ['Event', event.name],
      ['Venue', event.venue],
      ['Planned start', venueTime(event.startsAt, event.timeZone)],
      ['Tickets', `${tickets(quantity)}, ${tierName}`],
      isOwed && ['Goes back', amount],
      ['Order', inGroups(number)],
    ],
    action: 'See your order',
    link,
  });
}
