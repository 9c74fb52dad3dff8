import type { MailedOrder, Occasion } from './ports.ts';

/** An order of two tickets at a venue in Athens, for tests. */
export const mailedOrder = (given: Partial<MailedOrder> = {}): MailedOrder => ({
  id: '0b5cc3ab-6b3c-4f0e-9d5b-2f7f3a1e8c01',
  number: '7K3MX2PQ',
  linkNumber: 1,
  buyerName: 'Ada Lovelace',
  tierName: 'Standing',
  quantity: 2,
  totalCents: 5_000,
  feesCents: 0,
  vatCents: 0,
  vatRateBp: 0,
  refundedCents: 0,
  currency: 'EUR',
  createdAt: new Date('2026-12-01T10:00:00Z'),
  event: {
    name: 'Brass & Strings',
    venue: 'Η Παλιά Αγορά',
    startsAt: new Date('2027-01-01T18:30:00Z'),
    timeZone: 'Europe/Athens',
  },
  tickets: [
    { code: 'ABCD-EFGH-JKMN-PQRS', signature: 's'.repeat(43) },
    { code: 'TVWX-YZ01-2345-6789', signature: 't'.repeat(43) },
  ],
  ...given,
});

/** A mail about that order. */
export const outgoing = (occasion: Occasion, given: Partial<MailedOrder> = {}) => ({
  id: '0b5cc3ab-6b3c-4f0e-9d5b-2f7f3a1e8c02',
  kind: occasion.kind,
  recipient: 'ada@example.org',
  messageId: '<id@example.org>',
  queuedAt: new Date('2026-12-01T10:00:00Z'),
  occasion,
  order: mailedOrder(given),
});
