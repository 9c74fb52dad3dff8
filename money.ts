/**
 * Money is a whole number of its currency's smallest unit, whatever its field is called, and fits into Postgres's
 * integer. API and pages share what is said of it here.
 */

/** The most that an integer of Postgres holds, and so the most that one order can come to. */
export const MOST_CENTS = 2_147_483_647;

/** Who pays the fee of a ticket: the buyer on top of the price, or the organiser out of it. */
export type FeePayer = 'buyer' | 'organiser';

/** The fees of an event for each ticket: a fixed amount, and a share of the price in basis points (250 is 2.5 %). */
export type FeeTerms = { fee_fixed_cents: number; fee_percent_bp: number; fee_paid_by: FeePayer };

/**
 * The fee of one ticket, rounded half up. What is free has no fee. `ticket_fee` in SQL calculates the same, as
 * `included_vat` and `total_of` do for the amounts below: what is shown is what is charged.
 */
export const ticketFee = (priceCents: number, { fee_fixed_cents, fee_percent_bp }: Omit<FeeTerms, 'fee_paid_by'>) =>
  priceCents === 0 ? 0 : fee_fixed_cents + Math.floor((priceCents * fee_percent_bp + 5_000) / 10_000);

/** What a buyer pays for one ticket on top of its price. */
export const buyersFee = (priceCents: number, terms: FeeTerms): number =>
  terms.fee_paid_by === 'buyer' ? ticketFee(priceCents, terms) : 0;

/** The VAT that is part of an amount, by its rate in basis points, rounded half up. */
export const includedVat = (cents: number, rateBp: number): number =>
  Math.floor((2 * cents * rateBp + 10_000 + rateBp) / (2 * (10_000 + rateBp)));

/** One ticket as it is held: `fee_cents` is its fee, whoever pays it. */
export type HeldTicket = { price_cents: number; fee_cents: number; fee_paid_by: FeePayer; vat_rate_bp: number };

/**
 * What tickets of one kind cost their buyer in all. The lines add up: price × quantity, and the fees where the buyer
 * pays them, are the total, of which VAT is a part.
 */
export function costOf(quantity: number, { price_cents, fee_cents, fee_paid_by, vat_rate_bp }: HeldTicket) {
  const fees_cents = fee_paid_by === 'buyer' ? quantity * fee_cents : 0;
  const total_price_cents = quantity * price_cents + fees_cents;
  return { total_price_cents, fees_cents, vat_cents: includedVat(total_price_cents, vat_rate_bp), vat_rate_bp };
}

/** The most that a ticket can cost, with its fee, of which one buyer can have `limit`. */
export const highestPrice = (limit: number): number => Math.floor(MOST_CENTS / limit);

const withoutDecimals = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF';
const withThreeDecimals = 'BHD IQD JOD KWD LYD OMR TND';

/**
 * How many decimals amounts of a currency have, by ISO 4217. Not by Intl: its data differ between browsers and change
 * with their versions (IDR had two decimals and has none), while an amount that is stored keeps its meaning.
 */
export function decimalsOf(currency: string): number {
  if (withoutDecimals.includes(currency)) return 0;
  return withThreeDecimals.includes(currency) ? 3 : 2;
}

/** How amounts of a currency are written in a language, with the decimals of ISO 4217. */
export function moneyFormat(language: string, currency: string, currencyDisplay: 'symbol' | 'code' = 'symbol') {
  const decimals = decimalsOf(currency);
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay, ...digits });
}

/** An amount of the smallest unit in the unit that people count in. */
export const inUnits = (cents: number, currency: string): number => cents / 10 ** decimalsOf(currency);

/** An amount as a plain number, as inputs and spreadsheets take it: `25.00`, or `2500` where there are no decimals. */
export const decimalAmount = (cents: number, currency: string): string =>
  inUnits(cents, currency).toFixed(decimalsOf(currency));

/** An amount as texts of the API name it: by the currency's code, which no reader mistakes for another one. */
export const moneyText = (cents: number, currency: string): string =>
  moneyFormat('en', currency, 'code').format(inUnits(cents, currency));

/** Basis points as people write them: `2.5` for 250. */
export const percentText = (bp: number): string => String(bp / 100);
