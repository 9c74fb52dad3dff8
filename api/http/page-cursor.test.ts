import { expect, it } from 'vitest';
import { cursorOf, positionOf } from './page-cursor.ts';
import { Problem } from './problems.ts';

const position = { at: new Date('2026-11-27T12:00:00.123Z'), id: '7d5a0d5e-0000-4000-8000-000000000000' };
const encoded = (text: string) => Buffer.from(text).toString('base64url');

it('leads back to the row it was made of', () => {
  expect(positionOf(cursorOf(position))).toEqual(position);
});

it.each([
  ['text', 'next'],
  ['nothing', encoded('')],
  ['a time without an id', encoded(position.at.toISOString())],
  ['an id that is none', encoded(`${position.at.toISOString()} 1`)],
  ['a day that is none', encoded(`2026-02-31T00:00:00.000Z ${position.id}`)],
  ['a time that Postgres cannot write', encoded(`+275760-09-13T00:00:00.000Z ${position.id}`)],
  ['a time before there were dates', encoded(`0000-01-01T00:00:00.000Z ${position.id}`)],
  ['another spelling of a cursor', `${cursorOf(position)}=`],
])('is refused when it is %s', (_, cursor) => {
  expect(() => positionOf(cursor)).toThrow(Problem);
});
