import { describe, expect, inject, it } from 'vitest';
import { eventually, type Answer, type Buyer } from '../../harness.ts';
import { hostFolder, startProduct } from './hosted-product.ts';
import { certificates, startServer, startTemporalGateway } from './hosted-stores.ts';

const login = { user: 'tickets', password: 'p@ss/word' };
const noEviction = { appendonly: 'yes', 'maxmemory-policy': 'noeviction' };

/** Repeats a request that was answered with 503, as clients do, and notes the other refusals. */
async function repeated(ask: () => Promise<Answer>): Promise<Answer> {
  return eventually(
    () => ask().catch(() => ({ status: 503, headers: {}, body: {} })),
    ({ status }) => status !== 503,
    60_000,
  );
}

async function buys(buyer: Buyer): Promise<number> {
  await repeated(() => buyer.join());
  await eventually(
    () => buyer.status(),
    ({ body }) => body.canEnter === true,
    60_000,
  );
  const held = await repeated(() => buyer.reserve());
  const reservation = held.status === 201 ? held : await repeated(() => buyer.mine());
  const session = await repeated(() => buyer.checkout(reservation.body.id));
  return (await repeated(() => buyer.confirm(session.body.id))).status;
}

describe('hosted stores', () => {
  it('F50 sells with TLS, a login, a certificate and an API key, also after a demotion', async () => {
    const folder = await hostFolder();
    const { ca, server, client } = certificates(folder);
    const { client: redis, port } = await startServer(
      folder,
      {
        ...noEviction,
        port: '0',
        'tls-port': '$port',
        'tls-cert-file': server.cert,
        'tls-key-file': server.key,
        'tls-ca-cert-file': ca.cert,
        'tls-auth-clients': 'no',
        user: `${login.user} on >${login.password} ~* &* +@all`,
        requirepass: 'nobody-knows',
      },
      { tls: { rejectUnauthorized: false }, username: login.user, password: login.password },
    );
    const gateway = await startTemporalGateway(inject('stack').temporalAddress, server, ca.cert);
    const secret = encodeURIComponent(login.password);
    const product = await startProduct(folder, {
      REDIS_URL: `rediss://${login.user}:${secret}@localhost:${port}`,
      NODE_EXTRA_CA_CERTS: ca.cert,
      TEMPORAL_ADDRESS: gateway.address,
      TEMPORAL_TLS: 'true',
      TEMPORAL_TLS_CA: ca.cert,
      TEMPORAL_TLS_CERT: client.cert,
      TEMPORAL_TLS_KEY: client.key,
      TEMPORAL_API_KEY: 'an-api-key',
    });
    const buyer = await product.drop(2);
    expect(await buys(buyer())).toBe(201);
    expect(await redis.exists('td:sales')).toBe(1);
    const keys = gateway.seen.map((headers) => `${headers.authorization} ${String(headers['temporal-namespace'])}`);
    // Both the API's client and the worker send them with every call.
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^Bearer an-api-key hosted_/);

    // A server that became a replica refuses writes, and takes them again when it is none any more.
    await redis.replicaof('127.0.0.1', '1');
    expect((await buyer().join()).status).toBe(503);
    await redis.replicaof('NO', 'ONE');
    expect(await buys(buyer())).toBe(201);
  }, 180_000);

  it('F50 goes on by itself when Sentinel makes another server the primary', async () => {
    const folder = await hostFolder();
    const first = await startServer(folder, noEviction);
    const second = await startServer(folder, { ...noEviction, replicaof: `127.0.0.1 ${first.port}` });
    const sentinel = await startServer(folder, {
      'sentinel monitor': `main 127.0.0.1 ${first.port} 1`,
      'sentinel down-after-milliseconds': 'main 1000',
      'sentinel failover-timeout': 'main 3000',
    });
    const primary = async () =>
      Number(((await sentinel.client.call('SENTINEL', 'get-master-addr-by-name', 'main')) as string[])[1]);
    await eventually(
      () => sentinel.client.call('SENTINEL', 'replicas', 'main') as Promise<unknown[]>,
      (replicas) => replicas.length === 1,
      30_000,
    );
    const product = await startProduct(folder, { REDIS_URL: `redis+sentinel://127.0.0.1:${sentinel.port}/main` });
    const buyer = await product.drop(5);
    expect(await buys(buyer())).toBe(201);

    await first.client.wait(1, 2_000);
    first.client.disconnect();
    await first.running.stop();
    await eventually(primary, (port) => port === second.port, 30_000);
    expect(await buys(buyer())).toBe(201);
  }, 240_000);

  it('F50 sells with a Redis cluster, each event on a server of its own', async () => {
    const folder = await hostFolder();
    const settings = { ...noEviction, 'cluster-enabled': 'yes', 'cluster-node-timeout': '2000' };
    const servers = [];
    for (let i = 0; i < 3; i += 1) servers.push(await startServer(folder, settings));
    for (const [i, { client }] of servers.entries()) {
      const [from, to] = [Math.ceil((i * 16_384) / 3), Math.ceil(((i + 1) * 16_384) / 3) - 1];
      await client.call('CLUSTER', 'ADDSLOTSRANGE', from, to);
      await client.call('CLUSTER', 'MEET', '127.0.0.1', servers[0]!.port, servers[0]!.busPort);
    }
    for (const { client } of servers)
      await eventually(
        () => client.call('CLUSTER', 'INFO') as Promise<string>,
        (info) => info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3'),
        30_000,
      );
    const addresses = servers.map(({ port }) => `127.0.0.1:${port}`).join(',');
    const product = await startProduct(folder, { REDIS_URL: `redis+cluster://${addresses}` });
    const events = [];
    for (let i = 0; i < 6; i += 1) events.push(await product.drop(2));
    for (const buyer of events) expect(await buys(buyer())).toBe(201);
    const sizes = await Promise.all(servers.map(({ client }) => client.dbsize()));
    expect(sizes.filter((size) => size > 0).length).toBeGreaterThan(1);
  }, 240_000);
});
