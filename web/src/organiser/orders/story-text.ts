import { money } from '../../ui/money.ts';
import { ticketCount, type StoryLine } from './orders.ts';

const amount = ({ amount_cents = 0 }: StoryLine, currency: string) => money(amount_cents, currency);
const tickets = ({ quantity = 0 }: StoryLine) => ticketCount(quantity);

const texts: Record<StoryLine['what'], (line: StoryLine, currency: string) => string> = {
  held: (line) => `${tickets(line)} held for the buyer.`,
  checkout_opened: () => 'The buyer went to the checkout.',
  payment_started: () => 'The payment began.',
  card_declined: () => 'The card was declined.',
  paid: (line, currency) => `${amount(line, currency)} paid.`,
  tickets_issued: (line) => `${tickets(line)} issued.`,
  refund_due: (line, currency) => `${amount(line, currency)} to be given back. ${line.reason ?? ''}`.trim(),
  refunded: (line, currency) => `${amount(line, currency)} given back.`,
};

/** A line of an order's story in words, with amounts in its currency. */
export const storyText = (line: StoryLine, currency: string): string => texts[line.what](line, currency);
