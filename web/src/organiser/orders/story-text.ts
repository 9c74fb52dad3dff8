import { money } from '../../ui/money.ts';
import { ticketCount, type StoryLine } from './orders.ts';

const amount = ({ amount_cents = 0 }: StoryLine) => money(amount_cents);
const tickets = ({ quantity = 0 }: StoryLine) => ticketCount(quantity);

const texts: Record<StoryLine['what'], (line: StoryLine) => string> = {
  held: (line) => `${tickets(line)} held for the buyer.`,
  checkout_opened: () => 'The buyer went to the checkout.',
  payment_started: () => 'The payment began.',
  paid: (line) => `${amount(line)} paid.`,
  tickets_issued: (line) => `${tickets(line)} issued.`,
  refund_due: (line) => `${amount(line)} to be given back, because the event was cancelled.`,
  refunded: (line) => `${amount(line)} given back.`,
};

/** A line of an order's story in words. */
export const storyText = (line: StoryLine): string => texts[line.what](line);
