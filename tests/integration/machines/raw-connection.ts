import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An answer as it stood on the connection. */
export type RawAnswer = { status: number; headers: Record<string, string>; body: string };

/** One connection on which a test writes requests byte by byte. */
export async function rawConnection(apiUrl: string) {
  const { hostname, port } = new URL(apiUrl);
  const socket = connect(Number(port), hostname);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  const next = answers(socket, closed);
  return {
    write: (bytes: string | Buffer) => void socket.write(bytes),
    /** The next answer; undefined where the server closes the connection without one. */
    next,
    end: () => void socket.destroy(),
    closed,
  };
}

/** The text of a request for a kept connection. */
export function rawRequest(method: string, path: string, headers: Record<string, string> = {}, body = ''): string {
  const given = Object.entries({ Host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${given.join('')}\r\n${body}`;
}

function answers(socket: Socket, closed: Promise<void>): () => Promise<RawAnswer | undefined> {
  let received = Buffer.alloc(0);
  let notify = () => {};
  socket.on('error', () => undefined);
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    notify();
  });
  return async () => {
    for (;;) {
      const [answer, rest] = firstAnswer(received);
      received = rest;
      if (answer) return answer;
      if (socket.closed) return undefined;
      await Promise.race([new Promise<void>((resolve) => (notify = resolve)), closed]);
    }
  };
}

function firstAnswer(bytes: Buffer): [RawAnswer | undefined, Buffer<ArrayBuffer>] {
  const whole = Buffer.from(bytes);
  const end = whole.indexOf('\r\n\r\n');
  if (end < 0) return [undefined, whole];
  const [statusLine = '', ...lines] = whole.toString('latin1', 0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const start = end + 4;
  const length = Number(headers['content-length'] ?? 0);
  if (whole.length < start + length) return [undefined, whole];
  const body = whole.toString('utf8', start, start + length);
  return [{ status: Number(statusLine.split(' ')[1]), headers, body }, whole.subarray(start + length)];
}
