import { describe, expect, it } from 'vitest';
import type { MailedOrder, Occasion } from './ports.ts';
import { mailedOrder, outgoing } from './sample-mails.ts';
import { mailComposer } from './templates.ts';

const compose = mailComposer({ PUBLIC_URL: 'https://shop.example', TICKET_SIGNING_KEY: 'k'.repeat(32) });
const terms = { venue: 'The Hall', startsAt: new Date('2027-01-01T18:30:00Z'), timeZone: 'Europe/Athens' };
const codes = mailedOrder().tickets.map(({ code }) => code);
const refund: Occasion = { kind: 'refund', amountCents: 2_000, codes: [codes[0]!] };
const canceled: Occasion = { kind: 'event_canceled', dueCents: 5_000 };
const change = (after: Partial<typeof terms>): Occasion => ({
  kind: 'event_changed',
  before: terms,
  after: { ...terms, ...after },
});

const written = (occasion: Occasion, given?: Partial<MailedOrder>) => compose(outgoing(occasion, given));

describe.each<[string, Occasion]>([
  ['about a refund', refund],
  ['about a changed event', change({ venue: 'The Arena' })],
  ['about a cancelled event', canceled],
])('a mail %s', (_, occasion) => {
  it('has a link to the order and its number, as text and as HTML, and is the same each time', async () => {
    const { html, text, subject, attachments } = await written(occasion);
    for (const shown of [html, text]) {
      expect(shown).toMatch(/https:\/\/shop\.example\/tickets#ord_[\w-]{44}/);
      expect(shown).toContain('7K3M-X2PQ');
    }
    expect(subject).toContain('Brass & Strings');
    expect(html).toContain('Brass &amp; Strings');
    expect(attachments).toEqual([]);
    expect(await written(occasion)).toEqual(await written(occasion));
  });

  it('shows markup in names as text, loads nothing and follows the theme of the reader', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const { html } = await written(occasion, { tierName: evil, event: { ...mailedOrder().event, name: evil } });
    expect(html).toContain('&lt;img src=x');
    expect(html).not.toMatch(/<(img|link|script|iframe)\b|url\(|@import/);
    expect(html).toContain('prefers-color-scheme: dark');
  });
});

describe('a mail about a refund', () => {
  it('says how much goes back of how much, and which tickets are void', async () => {
    const { subject, html, text } = await written(refund);
    expect(subject).toBe('Your money for Brass & Strings is on its way back');
    for (const shown of [html, text]) {
      for (const part of ['€20.00', '€50.00', codes[0]!, 'This ticket is not valid any more'])
        expect(shown).toContain(part);
      expect(shown).not.toContain(codes[1]);
    }
    expect(text).toContain('Refund: €20.00');
  });

  it('writes an amount in the currency of the order, whole where it has no decimals', async () => {
    const { text } = await written({ ...refund, amountCents: 2_500 }, { currency: 'JPY', totalCents: 2_500 });
    expect(text).toContain('JP¥2,500 goes back to you');
    expect(text).not.toContain('Paid in all');
  });

  it('speaks of no tickets where only an amount goes back, and of no money where nothing was paid', async () => {
    expect((await written({ ...refund, codes: [] })).text).not.toContain('valid any more');
    const { subject, text } = await written({ ...refund, amountCents: 0 }, { totalCents: 0 });
    expect(subject).toBe('Your order for Brass & Strings was taken back');
    expect(text).not.toContain('€');
    expect(text).toContain('This ticket is not valid any more');
  });
});

describe('a mail about a changed event', () => {
  it('says what was and what is, and that the tickets stay valid', async () => {
    const { subject, text } = await written(change({ venue: 'The Arena', startsAt: new Date('2027-01-02T19:00:00Z') }));
    expect(subject).toBe('New time and venue for Brass & Strings');
    const plain = text.replaceAll(/(day), /g, '$1 ');
    for (const line of [
      'Venue: The Arena',
      'Venue before: The Hall',
      'Starts: Saturday 2 January 2027 at 21:00 in Athens',
      'Start before: Friday 1 January 2027 at 20:30 in Athens',
    ])
      expect(plain).toContain(line);
    expect(text).toContain('Your tickets stay valid, with the same codes.');
  });

  it('names a new venue alone, and a new time alone', async () => {
    const moved = await written(change({ venue: 'The Arena' }));
    expect(moved.subject).toBe('New venue for Brass & Strings');
    expect(moved.text).not.toContain('before: Friday');
    const later = await written(change({ timeZone: 'Europe/Berlin' }));
    expect(later.subject).toBe('New time for Brass & Strings');
    expect(later.text).toContain('at 19:30 in Berlin');
    expect(later.text).not.toContain('Venue before');
  });
});

describe('a mail about a cancelled event', () => {
  it('says that the money comes back by itself, and when', async () => {
    const { subject, text } = await written(canceled);
    expect(subject).toBe('Cancelled: Brass & Strings');
    for (const part of ['€50.00 goes back', 'You need not do anything', 'in the next hours', 'up to ten days'])
      expect(text).toContain(part);
  });

  it('speaks of no money where nothing is owed', async () => {
    const { text, html } = await written({ ...canceled, dueCents: 0 }, { quantity: 1 });
    for (const shown of [text, html]) {
      expect(shown).not.toContain('€');
      expect(shown).toContain('Your ticket is not valid any more. There is nothing to pay back.');
    }
  });
});
