import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { CannotStart } from './cannot-start.ts';

/** A port that one of our processes will listen on, and the variable that changes it. */
export type PortPlan = { variable: string; port: number; host?: string };

const loopback = '127.0.0.1';

/**
 * The range that free ports are taken from. It lies below the ephemeral ports (from 32768 on Linux, from 49152
 * elsewhere), so that no outgoing connection takes a port before its process listens on it.
 */
const FREE_PORTS = [20_000, 32_768] as const;
const handedOut = new Set<number>();

/** A port that is free at the time of the call, and a different one for each call. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...FREE_PORTS);
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    if (await isFree(port, loopback)) return port;
  }
}

/** The first of so many ports in a row that are free at the time of the call. */
export async function freePortsInARow(count: number): Promise<number> {
  const first = await freePort();
  for (let port = first + 1; port < first + count; port += 1) {
    if (handedOut.has(port) || !(await isFree(port, loopback))) return freePortsInARow(count);
    handedOut.add(port);
  }
  return first;
}

/** @throws CannotStart naming the first port that is in use, or two variables with the same port. */
export async function requireFreePorts(plans: PortPlan[]): Promise<void> {
  for (const [index, { variable, port, host = loopback }] of plans.entries()) {
    const other = plans.slice(0, index).find((earlier) => earlier.port === port);
    if (other)
      throw new CannotStart(`${other.variable} and ${variable} both say ${port}; give one of them another port.`);
    if (!(await isFree(port, host)))
      throw new CannotStart(
        `Port ${port} is taken by another program; stop that program or set ${variable} to a free port.`,
      );
  }
}

/** Connects before it listens: some systems let two programs listen on one port through different addresses. */
async function isFree(port: number, host: string): Promise<boolean> {
  if ((await acceptsConnections(port, loopback)) || (await acceptsConnections(port, '::1'))) return false;
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function acceptsConnections(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 1_000 });
    const settle = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket
      .once('connect', () => settle(true))
      .once('error', () => settle(false))
      .once('timeout', () => settle(false));
  });
}
