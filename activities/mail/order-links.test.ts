import { expect, it } from 'vitest';
import { orderLinks } from './order-links.ts';

const order = { id: '0b5cc3ab-6b3c-4f0e-9d5b-2f7f3a1e8c01', linkNumber: 1 };
const links = orderLinks('k'.repeat(32));
const token = links.token(order);

it('opens its order, and names it', () => {
  expect(token).toMatch(/^ord_[\w-]{44}$/);
  expect(links.orderIdOf(token)).toBe(order.id);
  expect(links.opens(token, order)).toBe(true);
  expect(links.token(order)).toBe(token);
});

it.each([
  ['a link that was ended', token, { ...order, linkNumber: 2 }],
  ['another order', token, { ...order, id: '0b5cc3ab-6b3c-4f0e-9d5b-2f7f3a1e8c02' }],
  ['a changed signature', `${token.slice(0, -2)}${token.at(-2) === 'A' ? 'B' : 'A'}A`, order],
  ['a shorter token', token.slice(0, -1), order],
  ['nothing', '', order],
])('opens nothing for %s', (_, given, of) => expect(links.opens(given, of)).toBe(false));

it('opens nothing with another key', () => {
  expect(orderLinks('l'.repeat(32)).opens(token, order)).toBe(false);
});

it.each(['', 'ord_', `${token}x`, token.replace('ord_', 'ORD_'), 'ord_../../etc'])('knows no order of %s', (text) =>
  expect(links.orderIdOf(text)).toBeUndefined(),
);
