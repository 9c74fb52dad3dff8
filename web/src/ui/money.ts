import { language } from './language.ts';

const moneyFormat = new Intl.NumberFormat(language(), { style: 'currency', currency: 'USD' });

/** Integer cents as money. */
export const money = (cents: number): string => moneyFormat.format(cents / 100);
