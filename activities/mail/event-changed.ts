import { inGroups } from '../../codes.ts';
import { news } from './news.ts';
import type { Content, MailedOrder, Occasion } from './ports.ts';
import { tickets, venueTime } from './wording.ts';

type Change = Extract<Occasion, { kind: 'event_changed' }>;

/** When and where an event takes place now, beside what was said before. Its tickets stay as they are. */
export function eventChanged(order: MailedOrder, { before, after }: Change, link: string): Promise<Content> {
  const { event, number, quantity, tierName } = order;
  const times = [before, after].map(({ startsAt, timeZone }) => venueTime(startsAt, timeZone));
  const [oldTime, newTime] = times as [string, string];
  const hasMoved = before.venue !== after.venue;
  const isAtAnotherTime = oldTime !== newTime;
  const what = [isAtAnotherTime && 'time', hasMoved && 'venue'].filter(Boolean).join(' and ');
  const stay =
    quantity === 1 ? 'Your ticket stays valid, with the same code.' : 'Your tickets stay valid, with the same codes.';
  return news({
    subject: `New ${what} for ${event.name}`,
    preview: [isAtAnotherTime && newTime, hasMoved && after.venue].filter(Boolean).join(', '),
    heading: `New ${what}`,
    paragraphs: [
      `${event.name} has a new ${what}. ${stay}`,
      'If you cannot come because of that, ask the organiser about your money.',
    ],
    facts: [
      ['Event', event.name],
      ['Venue', after.venue],
      hasMoved && ['Venue before', before.venue],
      ['Starts', newTime],
      isAtAnotherTime && ['Start before', oldTime],
      ['Tickets', `${tickets(quantity)}, ${tierName}`],
      ['Order', inGroups(number)],
    ],
    action: 'See your tickets',
    link,
  });
}
