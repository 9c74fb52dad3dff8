import { locale } from './locale.ts';

const moneyFormat = new Intl.NumberFormat(locale(), { style: 'currency', currency: 'USD' });

/** Integer cents as money. */
export const money = (cents: number): string => moneyFormat.format(cents / 100);
