import { decimalsOf, inUnits, moneyFormat } from '../../../money.ts';
import { locale } from './locale.ts';

/** Symbols of more than one currency, which readers take for that of their own country. */
const ambiguous = /^(\$|¥|kr\.?)$/;

/** World English names the country where a symbol is ambiguous: US$, JP¥, CA$. */
const WORLD_ENGLISH = 'en-001';

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency);
  if (known) return known;
  const own = moneyFormat(locale(), currency);
  const symbol = own.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? '';
  const format = ambiguous.test(symbol) ? moneyFormat(WORLD_ENGLISH, currency) : own;
  formats.set(currency, format);
  return format;
}

/** An amount of its currency's smallest unit, as the reader writes money, and not to be taken for another currency. */
export const money = (cents: number, currency: string): string => formatOf(currency).format(inUnits(cents, currency));

/**
 * `25.5` → 2550 where there are two decimals. Calculated without fractions, so that no rounding loses a cent. Where
 * there are three, only a point separates them: `1,500` may also be meant as one and a half thousand.
 * @returns the amount in the smallest unit; undefined for a text that is no amount of the currency
 */
export function parseAmount(text: string, currency: string): number | undefined {
  const decimals = decimalsOf(currency);
  const [, whole, fraction = ''] = /^(\d+)(?:[.,](\d+))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || fraction.length > decimals) return undefined;
  if (decimals > 2 && text.includes(',')) return undefined;
  return Number(whole) * 10 ** decimals + Number(fraction.padEnd(decimals, '0'));
}
