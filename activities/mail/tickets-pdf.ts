import { inGroups } from '../../codes.ts';
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
// oxlint-disable-next-line import/no-named-as-default -- the types know no other export
import PDFDocument from 'pdfkit';
import type { MailedOrder } from './ports.ts';
import { ticketQr } from './ticket-qr.ts';
import { money, vat, venueTime } from './wording.ts';

/**
 * DejaVu, because it knows Latin, Greek and Cyrillic; a PDF's built-in fonts know Western Europe alone. One face,
 * because reading each takes longer than all the rest.
 */
const font = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

/** Lengths are in points (1/72 inch). */
const MARGIN = 56;
const QR_WIDTH = 240;
/** The white border that scanners need around a code, in modules (ISO/IEC 18004). */
const QUIET_ZONE = 4;
/** Names of any length fit: what is beyond these heights is left out. */
const MOST_OF_NAME = 110;
const MOST_OF_LINE = 42;

/** The tickets of an order on paper, a page each. The same order makes the same bytes, in a repeated mail too. */
export async function ticketsPdf(order: MailedOrder): Promise<Buffer> {
  const title = `Tickets for ${order.event.name}, order ${inGroups(order.number)}`;
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    autoFirstPage: false,
    font,
    pdfVersion: '1.7',
    lang: 'en',
    tagged: true,
    displayTitle: true,
    info: { Title: title, Author: 'TicketDrop', CreationDate: order.createdAt, ModDate: order.createdAt },
  });
  const bytes = buffer(document);
  const root = document.struct('Document', { title });
  document.addStructure(root);
  for (const index of order.tickets.keys()) {
    const page = document.struct('Sect', { title: `Ticket ${index + 1} of ${order.tickets.length}` });
    root.add(page);
    drawTicket(document, page, order, index);
    page.end();
  }
  root.end();
  document.end();
  return bytes;
}

type Document = InstanceType<typeof PDFDocument>;
type Section = ReturnType<Document['struct']>;

/** One page. Each part is drawn where the one before ended, and tagged, so that a screen reader follows. */
function drawTicket(document: Document, section: Section, order: MailedOrder, index: number): void {
  const { event, tickets } = order;
  const ticket = tickets[index]!;
  document.addPage();
  const width = document.page.width - 2 * MARGIN;
  const say = (tag: 'H1' | 'P', text: string, size: number, height = MOST_OF_LINE) =>
    section.add(
      document.struct(tag, {}, () => {
        document.fontSize(size).text(text, MARGIN, document.y, { width, height, ellipsis: true }).moveDown(0.4);
      }),
    );

  say('H1', event.name, 28, MOST_OF_NAME);
  say('P', event.venue, 14);
  say('P', venueTime(event.startsAt, event.timeZone), 14);
  say('P', order.tierName, 18);
  section.add(document.struct('Figure', { alt: `QR code of ticket ${ticket.code}` }, () => drawQr(document, ticket)));
  say('P', ticket.code, 20);
  say('P', `Ticket ${index + 1} of ${tickets.length} · order ${inGroups(order.number)}`, 12);
  if (order.totalCents > 0) say('P', ticketPrice(order), 12);
  if (order.buyerName !== null) say('P', `Bought by ${order.buyerName}`, 12);
}

/** `€26.62 with its fee of €1.62, includes 19 % VAT`: what one of the tickets cost. */
export function ticketPrice({ quantity, totalCents, feesCents, vatRateBp, currency }: MailedOrder): string {
  const price = money(totalCents / quantity, currency);
  const fee = feesCents > 0 ? ` with its fee of ${money(feesCents / quantity, currency)}` : '';
  return `${price}${fee}${vatRateBp > 0 ? `, includes ${vat(vatRateBp)}` : ''}`;
}

function drawQr(document: Document, ticket: MailedOrder['tickets'][number]): void {
  const { size, runs } = ticketQr(ticket);
  const module = QR_WIDTH / size;
  const [left, top] = [MARGIN + QUIET_ZONE * module, document.y + QUIET_ZONE * module];
  for (const { x, y, width } of runs) document.rect(left + x * module, top + y * module, width * module, module);
  document.fill('#000');
  document.y = top + QR_WIDTH + QUIET_ZONE * module;
}
