import type { IncomingMessage } from 'node:http';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientAddress, subscriber } from './client-address.ts';

const request = (peer: string, forwarded?: string) =>
  ({
    socket: { remoteAddress: peer },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

describe('the client’s address', () => {
  it('is the peer, whatever the peer says, as long as no proxy is trusted', () => {
    expect(clientAddress([])(request('203.0.113.9', '198.51.100.1'))).toBe('203.0.113.9');
  });

  it('is what a trusted proxy forwarded for, and never what somebody before it made up', () => {
    const addressOf = clientAddress(['10.0.0.0/8']);
    expect(addressOf(request('10.0.0.1', '198.51.100.1'))).toBe('198.51.100.1');
    expect(addressOf(request('10.0.0.1', '1.1.1.1, 198.51.100.1, 10.0.0.7'))).toBe('198.51.100.1');
    expect(addressOf(request('203.0.113.9', '198.51.100.1'))).toBe('203.0.113.9');
  });
});

describe('a limit', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['2001:db8:1::3:4:5:6', '2001:db8:1:0::/64'],
    ['2001:db8:1:2:3:4:5::', '2001:db8:1:2::/64'],
    ['::FFFF:203.0.113.123', '203.0.113.123'],
    ['not an address', 'not an address'],
  ])('of %s is that of %s', (address, shared) => {
    expect(subscriber(address)).toBe(shared);
  });

  it('is one for a whole /64 and another for each other, however the addresses are written', () => {
    const groups = (count: number) => fc.array(fc.nat(0xffff), { minLength: count, maxLength: count });
    const written = (numbers: number[]) => numbers.map((group) => group.toString(16)).join(':');
    fc.assert(
      fc.property(groups(4), groups(4), groups(4), groups(4), (net, host, otherHost, otherNet) => {
        expect(subscriber(written([...net, ...host]))).toBe(subscriber(written([...net, ...otherHost]).toUpperCase()));
        expect(subscriber(written([...net, ...host])) === subscriber(written([...otherNet, ...host]))).toBe(
          written(net) === written(otherNet),
        );
        // What `::` stands for is so many zeros.
        const [a, , , b] = net;
        expect(subscriber(`${written([a!])}::${written([b!, ...host])}`)).toBe(
          subscriber(written([a!, 0, 0, b!, ...host])),
        );
      }),
    );
  });
});
