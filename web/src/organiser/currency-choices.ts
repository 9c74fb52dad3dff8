import { locale } from '../ui/locale.ts';
import type { Choice } from './field.tsx';

/** Currencies to choose from, the chosen one always among them, by code and name: `EUR · Euro`. */
export function currencyChoices(offered: string[], chosen: string): Choice[] {
  const names = new Intl.DisplayNames(locale(), { type: 'currency', fallback: 'none' });
  return [...new Set([...offered, ...(chosen ? [chosen] : [])])].toSorted().map((value) => {
    const name = names.of(value);
    return { value, label: name === undefined ? value : `${value} · ${name}` };
  });
}
