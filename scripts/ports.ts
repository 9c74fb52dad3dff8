import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { CannotStart } from './cannot-start.ts';

/** A port that something of ours is about to listen on, and the variable that moves it. */
export type PortPlan = { variable: string; port: number; host?: string };

const loopback = '127.0.0.1';

/**
 * Where free ports are looked for: below those from which systems take the near end of each new connection (32768 on Linux,
 * 49152 elsewhere), so that none of them takes the port before whoever asked for it listens there.
 */
const FREE_PORTS = [20_000, 32_768] as const;
const given = new Set<number>();

/** A port nobody listens on at the moment of asking, and another one each time. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...FREE_PORTS);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port, loopback)) return port;
  }
}

/** @throws CannotStart naming the first port that is taken, or two variables that ask for the same one. */
export async function requireFreePorts(plans: PortPlan[]): Promise<void> {
  for (const [index, { variable, port, host = loopback }] of plans.entries()) {
    const twin = plans.slice(0, index).find((other) => other.port === port);
    if (twin)
      throw new CannotStart(`${twin.variable} and ${variable} both say ${port}; give one of them another port.`);
    if (!(await isFree(port, host)))
      throw new CannotStart(
        `Port ${port} is taken by another program; stop that program or set ${variable} to a free port.`,
      );
  }
}

/** Knocks before it listens: some systems let two programs listen on one port through different addresses. */
async function isFree(port: number, host: string): Promise<boolean> {
  if ((await someoneAnswers(port, loopback)) || (await someoneAnswers(port, '::1'))) return false;
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function someoneAnswers(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 1_000 });
    const settle = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket
      .once('connect', () => settle(true))
      .once('error', () => settle(false))
      .once('timeout', () => settle(false));
  });
}
