import { inGroups } from '../../codes.ts';
import { html } from 'hono/html';
import { button, layout, rows } from './layout.ts';
import type { Content, MailedOrder } from './ports.ts';
import { ticketsPdf } from './tickets-pdf.ts';
import { money, tickets, vat, venueTime } from './wording.ts';

/** What was bought and paid, the codes of the tickets, and the tickets themselves on paper. */
export async function receipt(order: MailedOrder, link: string): Promise<Content> {
  const facts = factsOf(order);
  const subject = `Your ${order.quantity === 1 ? 'ticket' : 'tickets'} for ${order.event.name}`;
  const greeting =
    order.buyerName === null ? 'Thank you for your order.' : `Thank you for your order, ${order.buyerName}.`;
  const sentence =
    'Show the QR code of each ticket at the entrance, on a phone or on paper: the attached file has a page for each.';
  const body = html` <h1 style="margin:0 0 8px;font-size:24px;line-height:1.2">You are going!</h1>
    <p style="margin:0 0 20px">${greeting} ${sentence}</p>
    ${button(link, 'See your tickets')} ${rows(facts)}
    <p style="margin:0 0 4px;font-weight:600">
      ${order.tickets.length === 1 ? 'Code of your ticket' : 'Codes of your tickets'}
    </p>
    <p style="margin:0 0 20px;font-family:ui-monospace,Menlo,Consolas,monospace">
      ${order.tickets.map(({ code }) => html`${code}<br />`)}
    </p>
    <p class="muted" style="margin:0;font-size:14px">
      Whoever has this mail can use the tickets, so forward it only to people who come with you. The button opens your
      order on any device.
    </p>`;
  return {
    subject,
    html: String(await layout({ title: subject, preview: `${order.event.name}, ${order.event.venue}`, body })),
    text: [
      'You are going!',
      '',
      `${greeting} ${sentence}`,
      '',
      ...facts.map(([name, value]) => `${name}: ${value}`),
      '',
      ...order.tickets.map(({ code }) => `Ticket ${code}`),
      '',
      `See your tickets: ${link}`,
      '',
      'Whoever has this mail can use the tickets, so forward it only to people who come with you.',
      '',
    ].join('\n'),
    attachments: [
      {
        filename: `tickets-${inGroups(order.number)}.pdf`,
        contentType: 'application/pdf',
        content: await ticketsPdf(order),
      },
    ],
  };
}

const factsOf = (order: MailedOrder): [string, string][] => [
  ['Event', order.event.name],
  ['Venue', order.event.venue],
  ['Starts', venueTime(order.event.startsAt, order.event.timeZone)],
  ['Tickets', `${tickets(order.quantity)}, ${order.tierName}`],
  ...costLines(order),
  ['Order', inGroups(order.number)],
];

/** Price and fees add up to what was paid, to the cent; the VAT is part of it. */
function costLines(order: MailedOrder) {
  const { quantity, totalCents, feesCents, vatCents, vatRateBp, refundedCents, currency } = order;
  if (totalCents === 0) return [['Total', 'Nothing to pay']] satisfies [string, string][];
  const price = totalCents - feesCents;
  const lines: [string, string][] = [['Paid', money(totalCents, currency)]];
  if (feesCents > 0)
    lines.unshift(
      ['Price', `${quantity} × ${money(price / quantity, currency)} = ${money(price, currency)}`],
      ['Fees', money(feesCents, currency)],
    );
  if (vatRateBp > 0) lines.push([`Includes ${vat(vatRateBp)}`, money(vatCents, currency)]);
  if (refundedCents > 0) lines.push(['Given back', money(refundedCents, currency)]);
  return lines;
}
