import { venueTime } from '../../ui/time-zone.ts';
import type { Ticket } from './tickets.ts';

/** Events have no end, and a calendar needs one to keep the evening free. */
const SET_ASIDE_HOURS = 3;

/**
 * An event as a calendar file (RFC 5545), with the codes of the buyer's tickets. The entry is at the right time by any
 * clock; its text says what the clocks at the venue show.
 */
export async function calendarFile(event: Ticket['event'], codes: string[]): Promise<File> {
  const { generateIcsCalendar } = await import('ts-ics');
  const text = generateIcsCalendar({
    version: '2.0',
    prodId: '-//TicketDrop//Tickets//EN',
    events: [
      {
        uid: `${event.id}@ticketdrop`,
        stamp: { date: new Date() },
        start: { date: new Date(event.starts_at) },
        end: { date: new Date(Date.parse(event.starts_at) + SET_ASIDE_HOURS * 3_600_000) },
        summary: event.name,
        location: event.venue,
        description: [
          `Starts ${venueTime(event.starts_at, event.time_zone)}. The end is a guess: ${SET_ASIDE_HOURS} hours.`,
          `${codes.length === 1 ? 'Your ticket' : 'Your tickets'}: ${codes.join(', ')}`,
        ].join('\n'),
      },
    ],
  });
  return new File([text], `${fileName(event.name)}.ics`, { type: 'text/calendar' });
}

const fileName = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'event';

/** Has the browser save a file, or open it in the program for its type. */
export function downloadFile(file: File): void {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: url, download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
