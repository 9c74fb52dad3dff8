import { expect, it } from 'vitest';
import { deliveryOf, senderHost } from './mail-server.ts';

it.each([
  [{ code: 'EENVELOPE', responseCode: 550, response: '550 5.1.1 <ada@example.org>: unknown' }, 'refused', '550 5.1.1'],
  [{ code: 'EMESSAGE', responseCode: 552, response: '552 too large' }, 'refused', '552'],
  [{ code: 'EENVELOPE' }, 'refused', 'EENVELOPE'],
  [
    { code: 'EENVELOPE', responseCode: 451, response: '451-4.7.1 later\r\n451 4.7.1 ada@example.org' },
    'deferred',
    '451 4.7.1',
  ],
  [{ code: 'EAUTH', responseCode: 535, response: '535 5.7.8 no' }, 'deferred', '535 5.7.8'],
  [{ code: 'ECONNECTION', responseCode: 554, response: '554 go away' }, 'deferred', '554'],
  [{ code: 'ETIMEDOUT' }, 'deferred', 'ETIMEDOUT'],
  [{}, 'deferred', 'unknown'],
])('takes %o as %s, for the reason %s', (failure, outcome, reason) => {
  expect(deliveryOf(failure)).toEqual({ outcome, reason });
});

it.each([
  ['tickets@example.org', 'example.org'],
  ['TicketDrop <tickets@mail.example.org>', 'mail.example.org'],
  [undefined, 'localhost'],
])('the host of the sender %s is %s', (from, host) => expect(senderHost(from)).toBe(host));
