import { buyersFee, highestPrice, moneyText, ticketFee, type FeeTerms } from '../../money.ts';
import type { Prisma, Tier } from '../../prisma/generated/client.ts';
import { feeAbovePrice, priceTooHigh, priceTooLow } from './problems.ts';

/**
 * The least that card providers charge, in the smallest unit (docs.stripe.com/currencies, minimum charge amounts). For
 * other currencies it depends on the rate of the day.
 */
const leastCharges: Record<string, number> = {
  ...{ AED: 200, AUD: 50, BRL: 50, CAD: 50, CHF: 50, CZK: 1_500, DKK: 250, EUR: 50, GBP: 30, HKD: 400, HUF: 17_500 },
  ...{ INR: 50, JPY: 50, MXN: 1_000, MYR: 200, NOK: 300, NZD: 50, PLN: 200, RON: 200, SEK: 300, SGD: 50, THB: 1_000 },
  USD: 50,
};

/** What an event takes for its tickets. */
export type EventTerms = FeeTerms & { currency: string };

type Price = Pick<Tier, 'price_cents' | 'per_user_limit'>;

/**
 * What is free needs no card. Otherwise the card is charged with the price and the buyer's fee.
 * @throws Problem 400, naming `fields`, for a price that no card can be charged with, or less than its organiser's fee
 */
export function requireChargeable(price_cents: number, terms: EventTerms, fields: string[]): void {
  const { currency, fee_paid_by } = terms;
  const [charged, fee] = [price_cents + buyersFee(price_cents, terms), ticketFee(price_cents, terms)];
  const least = leastCharges[currency] ?? 0;
  if (charged > 0 && charged < least)
    throw priceTooLow(moneyText(charged, currency), moneyText(least, currency), fields);
  if (fee_paid_by === 'organiser' && fee > price_cents)
    throw feeAbovePrice(moneyText(fee, currency), moneyText(price_cents, currency), fields);
}

/**
 * A limit for the price alone would be too low for currencies of small units (20,000 of them buy a coffee in IDR) or
 * not protect orders of many tickets, so the limit is what all tickets of one buyer cost together.
 * @throws Problem 400, naming `fields`, where an order can come to more than can be counted
 */
export function requireCountable({ price_cents, per_user_limit }: Price, terms: EventTerms, fields: string[]): void {
  const most = highestPrice(per_user_limit);
  if (price_cents + buyersFee(price_cents, terms) > most)
    throw priceTooHigh(moneyText(most, terms.currency), per_user_limit, fields);
}

/** `before`: the price of the tier until now, which it may keep. @throws Problem 400 for terms that cannot be sold */
export async function requirePayable(
  tx: Prisma.TransactionClient,
  tier: Price & Pick<Tier, 'event_id'>,
  before?: number,
): Promise<void> {
  const terms = await tx.event.findUniqueOrThrow({ where: { id: tier.event_id } });
  if (tier.price_cents !== before) requireChargeable(tier.price_cents, terms, ['price_cents']);
  requireCountable(tier, terms, ['price_cents', 'per_user_limit']);
}
