import { expect, it } from 'vitest';
import { foldedName } from './tier-names.ts';

it.each([
  ['Caf\u00e9', 'Cafe\u0301'],
  ['Balcony', 'Balcony\u200b'],
  ['Balcony', '\u2066Balcony\u00ad\ufeff'],
  ['\u212b', '\u00c5'],
  ['A B', 'A\u00a0B'],
  ['A B', ' A \u2003 B '],
  ['Stalls', '\uff33talls'],
])('reads %j and %j as the same name', (one, other) => {
  expect(foldedName(one)).toBe(foldedName(other));
});

it.each([
  ['Balcony', 'Balcony 2'],
  ['A B', 'AB'],
  ['VIP', 'Vip'],
  ['Resume', 'R\u00e9sum\u00e9'],
])('tells %j and %j apart', (one, other) => {
  expect(foldedName(one)).not.toBe(foldedName(other));
});
