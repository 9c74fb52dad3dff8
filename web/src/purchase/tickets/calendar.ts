import type { Ticket } from './tickets.ts';

/** The event of a ticket as a calendar file (RFC 5545). It has a start but no end, because events have none. */
export async function calendarFile({ event, code }: Pick<Ticket, 'event' | 'code'>): Promise<File> {
  const { generateIcsCalendar } = await import('ts-ics');
  const text = generateIcsCalendar({
    version: '2.0',
    prodId: '-//TicketDrop//Tickets//EN',
    events: [
      {
        uid: `${event.id}@ticketdrop`,
        stamp: { date: new Date() },
        start: { date: new Date(event.starts_at) },
        duration: { hours: 0 },
        summary: event.name,
        location: event.venue,
        description: `Your ticket: ${code}`,
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
