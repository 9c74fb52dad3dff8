const digitsOf = new Map<string, number>();

/** How many digits a currency has behind the point, by ISO 4217 as Intl knows it. */
function fractionDigits(currency: string): number {
  const known = digitsOf.get(currency);
  if (known !== undefined) return known;
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  digitsOf.set(currency, maximumFractionDigits);
  return maximumFractionDigits;
}

/** An amount in the smallest unit of its currency as a number that spreadsheets add up: `25.00`, `2500` for yen. */
export function decimalAmount(cents: number, currency: string): string {
  const digits = fractionDigits(currency);
  return (cents / 10 ** digits).toFixed(digits);
}
