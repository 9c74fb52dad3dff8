import { expect, it } from 'vitest';
import { contactErrors, readContact, saveContact, tidied } from './contact.ts';

it('remembers what was given', () => {
  expect(readContact()).toEqual({ name: '', email: '' });
  saveContact({ name: 'Ada', email: 'ada@example.org' });
  expect(readContact()).toEqual({ name: 'Ada', email: 'ada@example.org' });
});

it('forgives spaces', () => {
  expect(tidied({ name: '  Ada  Lovelace ', email: ' ada@example.org ' })).toEqual({
    name: 'Ada Lovelace',
    email: 'ada@example.org',
  });
});

it.each(['', 'ada@example.org', 'ada+tickets@mail.example.museum', "o'hara@example.ie"])('takes %s', (email) =>
  expect(contactErrors({ name: '', email })).toEqual({}),
);

it.each(['ada', 'ada@', 'ada@example', '@example.org', 'ada@example.org, eve@example.org', 'ada @example.org'])(
  'says how an address looks to who wrote %s',
  (email) => expect(contactErrors({ name: '', email }).email).toContain('ada@example.org'),
);

it('says how long a name may be', () => {
  expect(contactErrors({ name: 'x'.repeat(101), email: '' }).name).toContain('100 fit');
});
