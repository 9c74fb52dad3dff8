import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createSecureServer, type IncomingHttpHeaders } from 'node:http2';
import { join } from 'node:path';
import { Redis, type RedisOptions } from 'ioredis';
import { onTestFinished } from 'vitest';
import { redisProgram } from '../../../scripts/components/redis.ts';
import { freePort } from '../../../scripts/ports.ts';
import type { Running } from '../../../scripts/processes.ts';
import type { HostFolder } from './hosted-product.ts';

export type Certificate = { cert: string; key: string };

/** An authority of our own, and a server's and a client's certificate that it has signed. */
export function certificates({ dataDir }: HostFolder): Record<'ca' | 'server' | 'client', Certificate> {
  const fileOf = (name: string) => ({ cert: join(dataDir, `${name}.crt`), key: join(dataDir, `${name}.key`) });
  const ca = fileOf('ca');
  const make = (name: string, ...further: string[]): Certificate => {
    const { cert, key } = fileOf(name);
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
    execFileSync('openssl', [...args, '-subj', `/CN=${name}`, ...further], { stdio: 'ignore' });
    return { cert, key };
  };
  const signed = (name: string) =>
    make(
      name,
      ...['-CA', ca.cert, '-CAkey', ca.key],
      ...['-addext', 'basicConstraints=critical,CA:FALSE'],
      ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    );
  return { ca: make('ca'), server: signed('server'), client: signed('client') };
}

/** A Redis with further settings. `running` ends it, `port` is where it listens, `client` has a connection to it. */
export async function startServer(
  folder: HostFolder,
  settings: Record<string, string>,
  login: RedisOptions = {},
): Promise<{ port: number; busPort: number; client: Redis; running: Running }> {
  const port = await freePort();
  const dir = join(folder.dataDir, `redis-${port}`);
  mkdirSync(dir);
  const all = { port: String(port), bind: '127.0.0.1', dir, save: '', ...settings };
  const file = join(dir, 'redis.conf');
  // By itself the bus of a cluster listens ten thousand ports higher, where some other program may be.
  const busPort = await freePort();
  if ('cluster-enabled' in settings) Object.assign(all, { 'cluster-port': String(busPort) });
  const lines = Object.entries(all).map(([name, value]) => `${name} ${value === '' ? '""' : value}`);
  writeFileSync(file, lines.join('\n').replaceAll('$port', String(port)));
  const client = new Redis({ port, lazyConnect: true, retryStrategy: () => 200, ...login }).on(
    'error',
    () => undefined,
  );
  onTestFinished(() => client.disconnect());
  const running = await folder.start({
    name: `Redis ${port}`,
    command: await redisProgram(() => undefined),
    args: 'sentinel monitor' in settings ? [file, '--sentinel'] : [file],
    env: { PATH: process.env['PATH'] },
    ready: () =>
      client.ping().then(
        () => true,
        () => false,
      ),
  });
  return { port, busPort, client, running };
}

/**
 * What stands in front of a hosted Temporal: TLS with a certificate that the client shows too, and a look at the key of
 * each call. Calls go on to `upstream`.
 */
export async function startTemporalGateway(upstream: string, server: Certificate, clientCa: string) {
  const port = await freePort();
  const seen: IncomingHttpHeaders[] = [];
  const gateway = createSecureServer({
    cert: readFileSync(server.cert),
    key: readFileSync(server.key),
    ca: readFileSync(clientCa),
    requestCert: true,
    rejectUnauthorized: true,
  });
  const behind = connect(`http://${upstream}`);
  gateway.on('stream', (stream, headers) => {
    if (behind.destroyed) return stream.close();
    seen.push(headers);
    const call = behind.request({ ...headers, ':scheme': 'http' }, { endStream: false });
    call.on('response', (answer) => stream.respond(answer, { waitForTrailers: true }));
    let trailers: IncomingHttpHeaders = {};
    call.on('trailers', (last) => void (trailers = last));
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.on('close', () => call.close());
    for (const side of [stream, call]) side.on('error', () => undefined);
    stream.pipe(call);
    call.pipe(stream);
  });
  await new Promise<void>((listening) => gateway.listen(port, '127.0.0.1', listening));
  onTestFinished(() => {
    behind.destroy();
    gateway.close();
  });
  return { address: `localhost:${port}`, seen };
}
