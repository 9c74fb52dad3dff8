import { expect, it } from 'vitest';
import { currencyChoices } from './currency-choices.ts';

it('names every currency, and has the chosen one also where it is not offered', () => {
  expect(currencyChoices(['JPY', 'EUR', 'USD'], 'USD')).toEqual([
    { value: 'EUR', label: 'EUR · Euro' },
    { value: 'JPY', label: 'JPY · Japanese Yen' },
    { value: 'USD', label: 'USD · US Dollar' },
  ]);
  expect(currencyChoices([], 'KWD')).toEqual([{ value: 'KWD', label: 'KWD · Kuwaiti Dinar' }]);
});
