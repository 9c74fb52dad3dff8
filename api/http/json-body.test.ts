import { expect, it } from 'vitest';
import { repeatedField } from './json-body.ts';

it.each([
  ['{"a":1,"a":2}', 'a'],
  ['{"a":{"b":1,"b" : 2}}', 'b'],
  ['{"quantity":1,"quantit\\u0079":2}', 'quantity'],
  ['[{"a":1},{"a":1,"c":[],"a":3}]', 'a'],
])('finds the name that comes twice in %s', (text, name) => {
  expect(repeatedField(text)).toBe(name);
});

it.each(['{"a":{"a":1},"b":{"a":1}}', '{"a":"\\"a\\":1,","b":"{"}', '{"a":"a","b":"a"}', '[]', '"a"', 'null'])(
  'has nothing to say about %s',
  (text) => {
    expect(repeatedField(text)).toBeUndefined();
  },
);
