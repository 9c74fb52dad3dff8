/**
 * Money is a whole number of its currency's smallest unit, whatever its field is called, and fits into Postgres's
 * integer. API and pages share what is said of it here.
 */

/** The most that an integer of Postgres holds, and so the most that one order can come to. */
export const MOST_CENTS = 2_147_483_647;

/** What some tickets cost together. The purchase functions in SQL multiply the same. */
export const totalCents = (quantity: number, priceCents: number): number => quantity * priceCents;

/** The most that a ticket can cost of which one buyer can have `limit`. */
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
