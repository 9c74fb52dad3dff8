import { locale } from './locale.ts';
import { money } from './money.ts';

/** Basis points as the reader writes per cent: `2.5 %` for 250. */
export const percent = (bp: number): string => `${(bp / 100).toLocaleString(locale())}\u00a0%`;

/** `incl. 19 % VAT`; empty where there is none. */
export const vatNote = (rateBp: number): string => (rateBp > 0 ? `incl. ${percent(rateBp)} VAT` : '');

type Price = { price_cents: number; fee_cents: number };
type Terms = { currency: string; vat_rate_bp: number };

/** What a buyer pays for a ticket, with its fee: the price to show first. */
export const fullPrice = ({ price_cents, fee_cents }: Price, { currency }: Terms): string =>
  money(price_cents + fee_cents, currency);

/** What that price is made of: `€25.00 + €1.62 fee, incl. 19 % VAT`; empty where there is nothing to say. */
export function priceNote({ price_cents, fee_cents }: Price, { currency, vat_rate_bp }: Terms): string {
  const fee = fee_cents > 0 ? `${money(price_cents, currency)} + ${money(fee_cents, currency)} fee` : '';
  return [fee, price_cents > 0 && vatNote(vat_rate_bp)].filter(Boolean).join(', ');
}
