import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Config, readConfig } from '../config.ts';
import { contentSecurityPolicy } from '../web/content-policy.ts';
import vite from '../web/vite.config.ts';
import { REQUESTS_PER_SECOND } from '../scripts/components/temporal.ts';

const Service = z.looseObject({
  image: z.string(),
  build: z.object({ target: z.string() }).optional(),
  command: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z
    .record(z.string(), z.object({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }))
    .default({}),
  healthcheck: z.object({ test: z.string() }).optional(),
  read_only: z.boolean().default(false),
  tmpfs: z.array(z.string()).default([]),
  networks: z.object({ default: z.object({ ipv4_address: z.string() }) }).optional(),
  restart: z.string(),
});
const read = (file: string): unknown => parse(readFileSync(file, 'utf8'), { merge: true });
const { services, volumes } = z
  .object({ services: z.record(z.string(), Service), volumes: z.record(z.string(), z.unknown()) })
  .parse(read('docker-compose.yml'));
const service = (name: string) => {
  const found = services[name];
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
};
const ownServices = ['migrate', 'worker', 'api'];
const reference = /^\$\{([A-Z_]+)(:\?[^}]+|:-)\}$/;

/** The environment after Compose has interpolated these variables. */
const interpolated = (environment: Record<string, string>, given: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, text]) => [
      name,
      text.replaceAll(/\$\{([A-Z_]+)[^}]*\}/g, (_, variable: string) => given[variable] ?? ''),
    ]),
  );

describe('docker-compose.yml', () => {
  it('runs every part of the product', () => {
    expect(Object.keys(services)).toEqual([
      'postgres',
      'redis',
      'temporal-schema',
      'temporal',
      'temporal-ui',
      'migrate',
      'worker',
      'api',
      'web',
      'prometheus',
    ]);
  });

  it('pins every image, or builds it from the Dockerfile', () => {
    const targets = [...readFileSync('Dockerfile', 'utf8').matchAll(/^FROM (\S+) AS (\S+)$/gm)].map(
      ([, base, name]) => ({ base, name }),
    );
    for (const [name, { image, build }] of Object.entries(services)) {
      if (build)
        expect(
          targets.map((target) => target.name),
          name,
        ).toContain(build.target);
      else expect(image, name).toMatch(/:v?\d+/);
    }
    for (const { base } of targets) expect(base).toMatch(/:\d+\.\d+|^packages$/);
  });

  it('publishes its ports on this machine only', () => {
    const ports = Object.values(services).flatMap((one) => one.ports);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('keeps persistent data in named volumes, and mounts files that exist', () => {
    const mounts = Object.values(services).flatMap((one) => one.volumes.map((volume) => volume.split(':')[0]!));
    expect(mounts.filter((mount) => !mount.startsWith('./')).toSorted()).toEqual(Object.keys(volumes).toSorted());
    for (const mount of mounts.filter((one) => one.startsWith('./'))) expect(existsSync(mount), mount).toBe(true);
    expect(service('postgres').volumes).toEqual(['postgres:/var/lib/postgresql']);
    expect(service('redis').volumes).toEqual(['redis:/data']);
  });

  it('contains no secret, and refuses to start when a required one is missing', () => {
    const secrets = Object.values(services)
      .flatMap(({ environment }) => Object.entries(environment))
      .filter(([name, value]) => /PASSWORD|PWD|TOKEN$|KEY$|SECRET/.test(name) && value !== '');
    expect(secrets.length).toBeGreaterThan(8);
    // What only some settings need; config.ts refuses them without it.
    const isOptional = (name: string) => name === 'AUTH_JWT_SECRET' || name.startsWith('STRIPE_');
    for (const [name, value] of secrets)
      expect(value, name).toMatch(isOptional(name) ? /^\$\{[A-Z_]+:-\}$/ : /^\$\{[A-Z_]+:\?/);
    for (const name of ownServices)
      expect(service(name).environment['DATABASE_URL'], name).toMatch(/:\$\{POSTGRES_PASSWORD:\?[^}]+\}@postgres:/);
  });

  it.each(ownServices)(
    'passes %s every variable of the configuration, under its own name and with its default',
    (name) => {
      const { environment } = service(name);
      expect(Object.keys(environment).toSorted()).toEqual(Object.keys(Config.shape).toSorted());
      for (const [variable, value] of Object.entries(environment))
        expect(reference.exec(value)?.[1] ?? variable, variable).toBe(variable);

      const given = {
        POSTGRES_PASSWORD: 'p'.repeat(16),
        ADMIN_TOKEN: 'a'.repeat(16),
        TICKET_SIGNING_KEY: 'k'.repeat(32),
      };
      const config = readConfig(interpolated(environment, given));
      expect(
        readConfig({
          DATABASE_URL: config.DATABASE_URL,
          REDIS_URL: config.REDIS_URL,
          TEMPORAL_ADDRESS: config.TEMPORAL_ADDRESS,
          ...given,
        }),
      ).toEqual({
        ...config,
        TEMPORAL_UI_URL: undefined,
        API_HOST: '127.0.0.1',
        TRUSTED_PROXIES: [],
      });
      expect(readConfig(interpolated(environment, { ...given, RATE_LIMIT_JOIN: '3' })).RATE_LIMIT_JOIN).toBe(3);
    },
  );

  it.each(ownServices)(
    'gives %s a read-only file system except for a /tmp from which the workflow compiler can run its native part',
    (name) => {
      expect(service(name).read_only).toBe(true);
      expect(service(name).tmpfs).toEqual([expect.stringMatching(/^\/tmp:exec,mode=1777$/)]);
    },
  );

  it('starts each service after those that it depends on', () => {
    const dependencies = (name: string): string[] =>
      Object.keys(service(name).depends_on).flatMap((needed) => [...dependencies(needed), needed]);
    for (const [name, { depends_on }] of Object.entries(services)) {
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        const ends = service(needed).restart.startsWith('on-failure');
        expect(condition, `${name} after ${needed}`).toBe(ends ? 'service_completed_successfully' : 'service_healthy');
        expect(service(needed).healthcheck === undefined, needed).toBe(ends);
      }
    }
    expect(dependencies('temporal')).toEqual(expect.arrayContaining(['postgres', 'temporal-schema']));
    for (const name of ['worker', 'api'])
      expect(dependencies(name)).toEqual(expect.arrayContaining(['postgres', 'redis', 'temporal', 'migrate']));
    expect(dependencies('web')).toContain('api');
  });

  it('runs programs that exist, with health checks at the addresses that they listen on', () => {
    for (const name of ownServices) expect(existsSync(service(name).command?.split(' ').at(-1) ?? ''), name).toBe(true);
    const { API_PORT, WORKER_METRICS_PORT } = service('api').environment;
    expect(service('api').healthcheck?.test).toContain(`http://127.0.0.1:${API_PORT}/health/ready`);
    expect(service('worker').healthcheck?.test).toContain(`http://127.0.0.1:${WORKER_METRICS_PORT}/metrics`);
  });

  it('can have more than one container of API and worker, which others find by the name of the service alone', () => {
    for (const name of ['api', 'worker']) {
      expect(service(name).ports, name).toEqual([]);
      expect(service(name).networks, name).toBeUndefined();
      expect(Object.keys(services[name]!), name).not.toContain('container_name');
    }
    // Open source nginx knows `resolve` since 1.27.3.
    const [, major, minor] = /nginx-unprivileged:(\d+)\.(\d+)/.exec(readFileSync('Dockerfile', 'utf8'))!;
    expect(Number(major) * 1_000 + Number(minor)).toBeGreaterThanOrEqual(1_028);
  });

  it('runs Redis and Temporal the way npm start does', () => {
    for (const flag of ['--appendonly yes', '--appendfsync everysec', '--maxmemory-policy noeviction'])
      expect(service('redis').command).toContain(flag);
    const [{ value }] = z
      .object({ 'frontend.namespaceRPS': z.tuple([z.object({ value: z.number() })]) })
      .parse(read('docker/temporal.yaml'))['frontend.namespaceRPS'];
    expect(value).toBe(REQUESTS_PER_SECOND);
  });
});

describe('docker/prometheus.yml', () => {
  it('scrapes every container of API and worker at the port that it listens on', () => {
    const { API_PORT, WORKER_METRICS_PORT } = service('api').environment;
    const { scrape_configs } = z
      .object({
        scrape_configs: z.array(
          z.object({ dns_sd_configs: z.tuple([z.object({ names: z.tuple([z.string()]), port: z.number() })]) }),
        ),
      })
      .parse(read('docker/prometheus.yml'));
    expect(scrape_configs.map(({ dns_sd_configs: [{ names, port }] }) => `${names[0]}:${port}`)).toEqual([
      `api:${API_PORT}`,
      `worker:${WORKER_METRICS_PORT}`,
    ]);
  });
});

describe('docker/web.conf', () => {
  const conf = readFileSync('docker/web.conf', 'utf8');

  /** Each map of nginx, with its values by what is looked up in it. */
  const maps = new Map(
    [...conf.matchAll(/^ *map ("[^"]*"|\$\w+) \$(\w+) \{\n([^}]+)\}/gm)].map(([, , name, values]) => [
      name!,
      Object.fromEntries([...values!.matchAll(/^ *(\w+) "([^"]*)";$/gm)].map(([, key, value]) => [key!, value!])),
    ]),
  );
  const resolved = (text: string, provider: string): string =>
    text.replaceAll(/\$(\w+)/g, (whole, name: string) => {
      const values = maps.get(name);
      return values ? resolved(values[provider] ?? values['default'] ?? '', provider) : whole;
    });

  it.each(['simulated', 'stripe'])('sends the headers of the preview server with the provider %s', (provider) => {
    const sent = Object.fromEntries(
      [...conf.matchAll(/add_header (\S+) "([^"]+)" always;/g)].map(([, name, value]) => [
        name,
        resolved(value!, provider),
      ]),
    );
    expect(sent).toEqual({
      ...vite.preview?.headers,
      'Content-Security-Policy': contentSecurityPolicy(provider),
    });
  });

  it('lets the pages load exactly what Stripe needs, where cards are paid there', () => {
    const directives = (provider: string) => contentSecurityPolicy(provider).split('; ');
    expect(directives('stripe').filter((one) => !directives('simulated').includes(one))).toEqual([
      "script-src 'self' https://js.stripe.com",
      "connect-src 'self' https://api.stripe.com",
      'frame-src https://js.stripe.com https://hooks.stripe.com',
    ]);
    expect(contentSecurityPolicy('simulated')).not.toMatch(/https:|unsafe|\*/);
  });

  it('is the only proxy that the API trusts, and sets the address of the buyer itself', () => {
    expect(service('api').environment['TRUSTED_PROXIES']).toBe(service('web').networks?.default.ipv4_address);
    expect(conf).toContain(`server api:${service('api').environment['API_PORT']} resolve;`);
    expect(conf).toContain('proxy_set_header X-Forwarded-For $remote_addr;');
    const listening = [...conf.matchAll(/listen (\d+)/g)].map(([, port]) => port);
    expect(service('web').ports.map((port) => port.split(':').at(-1))).toEqual(listening);
  });
});
