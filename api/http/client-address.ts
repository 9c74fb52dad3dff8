import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import proxyaddr from 'proxy-addr';

/** The address of the client: the socket's peer, or what a trusted proxy says it forwarded for. */
export function clientAddress(trustedProxies: string[]): (request: IncomingMessage) => string {
  const trusted = proxyaddr.compile(trustedProxies);
  return (request) => proxyaddr(request, trusted);
}

/**
 * The subscriber behind an address, who has one limit. A subscriber gets a whole /64 of IPv6 and may use any address in
 * it; an IPv4 address that came through an IPv6 socket is the same client as without it.
 */
export function subscriber(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const full =
    tail === undefined
      ? groups
      : [...groups, ...Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0'), ...after];
  return `${full
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
