import { expect, it } from 'vitest';
import { typedCode } from './order-number.ts';

it.each([
  '0A1B-2C3D',
  '0a1b2c3d',
  ' 0A1B 2C3D ',
  'OA1B-2C3D',
  'oaIb-2c3d',
  'oalb–2c3d',
  '#0A1B.2C3D',
  '0A1B\u00a02C3D',
  '０Ａ１Ｂ２Ｃ３Ｄ',
])('is understood as %j', (typed) => {
  expect(typedCode(typed)).toBe('0A1B2C3D');
});

it('is a V where somebody read a U', () => {
  expect(typedCode('uuuu-2222')).toBe('VVVV2222');
});

it.each(['', '  ', '-', 'ada@example.com', 'Zoë', '名前', '0A1B/2C3D', '\u0000'])('is not %j', (typed) => {
  expect(typedCode(typed)).toBeUndefined();
});
