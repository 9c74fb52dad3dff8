import { inUnits, moneyFormat, percentText } from '../../money.ts';

/** How mails and tickets on paper write what is a number or an instant: in British English, as their texts are. */
const locale = 'en-GB';

/** An amount in the smallest unit of its currency. */
export const money = (amount: number, currency: string): string =>
  moneyFormat(locale, currency).format(inUnits(amount, currency));

/** A time by the clocks of the venue, with their place: `Friday, 1 January 2027 at 20:30 in Berlin`. */
export function venueTime(at: Date, timeZone: string | null): string {
  const zone = timeZone ?? 'UTC';
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: zone }).format(at);
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: zone }).format(at);
  return `${day} at ${time} ${placeOf(zone)}`;
}

/** `in Berlin`, or the name of a zone that is no place's, such as `UTC`. */
function placeOf(zone: string): string {
  const parts = zone.split('/');
  return parts.length > 1 && parts[0] !== 'Etc' ? `in ${parts.at(-1)!.replaceAll('_', ' ')}` : zone;
}

/** `19 % VAT`, of a rate in basis points. */
export const vat = (rateBp: number): string => `${percentText(rateBp)}\u00a0% VAT`;

export const tickets = (count: number): string => (count === 1 ? '1 ticket' : `${count} tickets`);
