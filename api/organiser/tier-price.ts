import { highestPrice, moneyText } from '../../money.ts';
import type { Prisma, Tier } from '../../prisma/generated/client.ts';
import { priceTooHigh, priceTooLow } from './problems.ts';

/**
 * The least that card providers charge, in the smallest unit (docs.stripe.com/currencies, minimum charge amounts). For
 * other currencies it depends on the rate of the day.
 */
const leastCharges: Record<string, number> = {
  ...{ AED: 200, AUD: 50, BRL: 50, CAD: 50, CHF: 50, CZK: 1_500, DKK: 250, EUR: 50, GBP: 30, HKD: 400, HUF: 17_500 },
  ...{ INR: 50, JPY: 50, MXN: 1_000, MYR: 200, NOK: 300, NZD: 50, PLN: 200, RON: 200, SEK: 300, SGD: 50, THB: 1_000 },
  USD: 50,
};

/** @throws Problem 400, naming `fields`, for a price that no card can be charged with; what is free needs no card */
export function requireChargeable(price_cents: number, currency: string, fields: string[]): void {
  const least = leastCharges[currency] ?? 0;
  if (price_cents > 0 && price_cents < least)
    throw priceTooLow(moneyText(price_cents, currency), moneyText(least, currency), fields);
}

/**
 * A limit for the price alone would be too low for currencies of small units (20,000 of them buy a coffee in IDR) or
 * not protect orders of many tickets, so the limit is what all tickets of one buyer cost together. `before`: the price
 * of the tier until now, which it may keep.
 * @throws Problem 400 when a ticket costs too little for a card, or an order can come to more than can be counted
 */
export async function requirePayable(
  tx: Prisma.TransactionClient,
  { event_id: id, price_cents, per_user_limit }: Pick<Tier, 'event_id' | 'price_cents' | 'per_user_limit'>,
  before?: number,
): Promise<void> {
  const { currency } = await tx.event.findUniqueOrThrow({ where: { id }, select: { currency: true } });
  if (price_cents !== before) requireChargeable(price_cents, currency, ['price_cents']);
  const most = highestPrice(per_user_limit);
  if (price_cents > most) throw priceTooHigh(moneyText(most, currency), per_user_limit);
}
