import { highestPrice, moneyText } from '../../money.ts';
import type { Prisma, Tier } from '../../prisma/generated/client.ts';
import { priceTooHigh } from './problems.ts';

/**
 * A limit for the price alone would be too low for currencies of small units (20,000 of them buy a coffee in IDR) or
 * not protect orders of many tickets, so the limit is what all tickets of one buyer cost together.
 * @throws Problem 400 when that is more than an order can come to
 */
export async function requirePayable(
  tx: Prisma.TransactionClient,
  { event_id: id, price_cents, per_user_limit }: Pick<Tier, 'event_id' | 'price_cents' | 'per_user_limit'>,
): Promise<void> {
  const most = highestPrice(per_user_limit);
  if (price_cents <= most) return;
  const { currency } = await tx.event.findUniqueOrThrow({ where: { id }, select: { currency: true } });
  throw priceTooHigh(moneyText(most, currency), per_user_limit);
}
