import type { Ticket } from './tickets.ts';

/** The event of a ticket as a calendar file (RFC 5545). It has a start and no end, because nobody has told us one. */
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

/** Hands a file to the browser, which saves it or opens the program for it. */
export function handOver(file: File): void {
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: address, download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
