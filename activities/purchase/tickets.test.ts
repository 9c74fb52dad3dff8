import { expect, it } from 'vitest';
import { makeTickets, signTicket, ticketCode } from './tickets.ts';

const key = 'a key of the tests, long enough to sign with';

it('makes codes that are easy to read aloud and never come twice', () => {
  const codes = Array.from({ length: 1_000 }, ticketCode);
  expect(new Set(codes).size).toBe(1_000);
  for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
});

it('signs each ticket so that a changed code or another key is noticed', () => {
  const { ids, codes, signatures } = makeTickets(2, key);
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(signatures[0]).toBe(signTicket(codes[0]!, key));
  expect(signatures[0]).not.toBe(signatures[1]);
  expect(signatures[0]).not.toBe(signTicket(codes[0]!, `${key}!`));
});
