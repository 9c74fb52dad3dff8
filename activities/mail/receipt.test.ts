import { inGroups } from '../../codes.ts';
import { describe, expect, it } from 'vitest';
import decode from 'qr/decode.js';
import type { MailedOrder } from './ports.ts';
import { mailedOrder as order, outgoing } from './sample-mails.ts';
import { mailComposer } from './templates.ts';
import { ticketQr } from './ticket-qr.ts';
import { ticketPrice, ticketsPdf } from './tickets-pdf.ts';
import { money, venueTime } from './wording.ts';

const compose = mailComposer({ PUBLIC_URL: 'https://shop.example/', TICKET_SIGNING_KEY: 'k'.repeat(32) });
const mail = (given: Partial<MailedOrder> = {}) => outgoing({ kind: 'receipt' }, given);

describe('a receipt', () => {
  it('says the same as text and as HTML: event, time, tickets, total, number, codes and link', async () => {
    const { subject, html, text } = await compose(mail());
    expect(subject).toBe('Your tickets for Brass & Strings');
    const link = /https:\/\/shop\.example\/tickets#ord_[\w-]{44}/;
    const facts = [
      'Η Παλιά Αγορά',
      'Friday 1 January 2027 at 20:30 in Athens',
      '2 tickets, Standing',
      '€50.00',
      '7K3M-X2PQ',
    ];
    for (const shown of [html, text]) {
      for (const fact of facts) expect(shown.replaceAll(/(day), /g, '$1 ')).toContain(fact);
      expect(shown).toContain('ABCD-EFGH-JKMN-PQRS');
      expect(shown).toContain('TVWX-YZ01-2345-6789');
      expect(shown).toContain('Ada Lovelace');
      expect(shown).toMatch(link);
    }
    expect(text).toContain('Event: Brass & Strings');
    expect(html).toContain('Brass &amp; Strings');
  });

  it('shows price, fees, total and VAT, of which the first two add up to the third', async () => {
    const { html, text } = await compose(mail({ totalCents: 5_324, feesCents: 324, vatCents: 850, vatRateBp: 1_900 }));
    const lines = ['Price: 2 × €25.00 = €50.00', 'Fees: €3.24', 'Paid: €53.24', 'Includes 19\u00a0% VAT: €8.50'];
    expect(text).toContain(lines.join('\n'));
    for (const shown of ['2 × €25.00 = €50.00', '€3.24', '€53.24', 'Includes 19\u00a0% VAT', '€8.50'])
      expect(html).toContain(shown);
    const plain = await compose(mail());
    expect(plain.text).toContain('Paid: €50.00');
    expect(plain.text).not.toMatch(/Fees|VAT|Price/);
  });

  it('shows markup in names as text', async () => {
    const evil = '<img src=x onerror=alert(1)>"\'&';
    const event = { ...order().event, name: evil, venue: evil };
    const { html } = await compose(mail({ buyerName: evil, tierName: evil, event }));
    expect(html).not.toContain('<img');
    expect(html.match(/&lt;img src=x onerror=alert\(1\)&gt;/g)!.length).toBeGreaterThanOrEqual(4);
  });

  it('loads nothing and follows the theme of the reader', async () => {
    const { html } = await compose(mail());
    expect(html).not.toMatch(/<(img|link|script|iframe)\b|url\(|@import/);
    expect(html).toContain('<meta name="color-scheme" content="light dark"');
    expect(html).toContain('prefers-color-scheme: dark');
  });

  it('speaks of nobody and of no money where there is none', async () => {
    const { text } = await compose(
      mail({ buyerName: null, totalCents: 0, quantity: 1, tickets: [order().tickets[0]!] }),
    );
    expect(text).toContain('Thank you for your order. ');
    expect(text).toContain('Total: Nothing to pay');
    expect(text).toContain('Tickets: 1 ticket, Standing');
    expect(text).not.toContain('null');
  });
});

describe('tickets on paper', () => {
  const text = async (given?: Partial<MailedOrder>) => (await ticketsPdf(order(given))).toString('latin1');

  it('are the same bytes each time they are made', async () => {
    const [first, second] = [await ticketsPdf(order()), await ticketsPdf(order())];
    expect(first.equals(second)).toBe(true);
  });

  it('have a page for each ticket, a title, a language, tags and a font of their own', async () => {
    const pdf = await text();
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(2);
    expect(pdf).toMatch(/\/Title /);
    expect(pdf).toMatch(/\/Lang \(en\)/);
    expect(pdf).toMatch(/\/Marked true/);
    expect(pdf).toMatch(/\/S \/Figure/);
    expect(pdf).toMatch(/\/FontFile2/);
    expect(pdf).not.toMatch(/\/BaseFont \/Helvetica/);
    expect(pdf).not.toMatch(/\/Subtype \/Image/);
  });

  it('say what one of them cost', () => {
    const fees = { totalCents: 5_324, feesCents: 324, vatCents: 850, vatRateBp: 1_900 };
    expect(ticketPrice(order(fees))).toBe('€26.62 with its fee of €1.62, includes 19\u00a0% VAT');
    expect(ticketPrice(order())).toBe('€25.00');
  });

  it('have one page, however long the names are', async () => {
    const event = { ...order().event, name: 'Very long name '.repeat(40), venue: 'Hall '.repeat(60) };
    const pdf = await text({ event, tierName: 'Balcony '.repeat(30), tickets: [order().tickets[0]!], quantity: 1 });
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
  });

  it('have the QR code that the gate expects', () => {
    const [ticket] = order().tickets;
    const { size, runs } = ticketQr(ticket!);
    const [module, border] = [4, 4];
    const width = (size + 2 * border) * module;
    const data = new Uint8Array(width * width * 4).fill(255);
    for (const run of runs)
      for (let y = 0; y < module; y += 1)
        for (let x = 0; x < run.width * module; x += 1) {
          const at = (((run.y + border) * module + y) * width + (run.x + border) * module + x) * 4;
          data.fill(0, at, at + 3);
        }
    expect(decode({ width, height: width, data })).toBe(`${ticket!.code}.${ticket!.signature}`);
  });
});

it.each([
  [2_500, 'EUR', '€25.00'],
  [2_500, 'JPY', 'JP¥2,500'],
  [2_500, 'KWD', /^KWD\s2\.500$/],
  [2_500, 'USD', 'US$25.00'],
])('writes %d of %s as %s', (amount, currency, text) => expect(money(amount, currency)).toMatch(text));

it('writes a time without a zone in UTC, and a number in two halves', () => {
  expect(venueTime(new Date('2027-01-01T18:30:00Z'), null)).toMatch(/1 January 2027 at 18:30 UTC$/);
  expect(inGroups('7K3MX2PQ')).toBe('7K3M-X2PQ');
});
