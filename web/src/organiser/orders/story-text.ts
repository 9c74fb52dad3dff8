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
  refund_due: (line, currency) => {
    const subject = line.quantity === undefined ? '' : ` for ${tickets(line)}`;
    return `${amount(line, currency)} to be given back${subject}. ${line.reason ?? ''}`.trim();
  },
  refunded: (line, currency) => `${amount(line, currency)} given back.`,
  dispute_opened: (line, currency) => `The buyer disputed ${amount(line, currency)} at their bank.`,
  dispute_won: (line, currency) => `The dispute over ${amount(line, currency)} was won.`,
  dispute_lost: (line, currency) => `The dispute over ${amount(line, currency)} was lost; the bank keeps the money.`,
};

/** A line of an order's story in words, with amounts in its currency. */
export const storyText = (line: StoryLine, currency: string): string => texts[line.what](line, currency);
