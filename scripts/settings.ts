import { existsSync } from 'node:fs';
import { Config, readConfig, readVariables } from '../config.ts';
import { freePort, type PortPlan } from './ports.ts';
import { ScriptVariables } from './variables.ts';

export type Environment = Record<string, string | undefined>;

export type Settings = {
  config: Config;
  ports: { postgres: number; redis: number; temporal: number; temporalUi: number };
  /** Components that somebody else runs. */
  external: { databaseUrl?: string; redisUrl?: string; temporalAddress?: string };
  /** Every port we are about to listen on. */
  listening: PortPlan[];
  /** The variables of config.ts as a process of ours is to read them; the components' addresses are still to come. */
  variables: Environment;
};

/** Adds what `.env` says to what the shell says; the shell wins. */
export function loadEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}

/**
 * Everything that can be known, and refused, before anything is started.
 * @throws ConfigError naming each bad variable.
 */
export async function readSettings(environment: Environment, secrets: Environment): Promise<Settings> {
  const own = readVariables(ScriptVariables, environment);
  const given = Object.fromEntries(Object.keys(Config.shape).map((name) => [name, environment[name] || undefined]));
  const external = {
    databaseUrl: given.DATABASE_URL,
    redisUrl: given.REDIS_URL,
    temporalAddress: given.TEMPORAL_ADDRESS,
  };
  const ports = {
    postgres: await settle(own.POSTGRES_PORT),
    redis: await settle(own.REDIS_PORT),
    temporal: await settle(own.TEMPORAL_PORT),
    temporalUi: await settle(own.TEMPORAL_UI_PORT),
  };

  const defaults: Environment = {
    ...secrets,
    DATABASE_URL: `postgresql://127.0.0.1:${ports.postgres}`,
    REDIS_URL: `redis://127.0.0.1:${ports.redis}`,
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
    TRUSTED_PROXIES: '127.0.0.1', // the storefront's own proxy, which says where the buyer comes from
  };
  const parsed = readConfig({ ...defaults, ...withoutEmpty(given) });
  const config = {
    ...parsed,
    API_PORT: await settle(parsed.API_PORT),
    WEB_PORT: await settle(parsed.WEB_PORT),
    WORKER_METRICS_PORT: await settle(parsed.WORKER_METRICS_PORT),
  };
  const chosen = {
    API_PORT: config.API_PORT,
    WEB_PORT: config.WEB_PORT,
    WORKER_METRICS_PORT: config.WORKER_METRICS_PORT,
  };

  return {
    config,
    ports,
    external,
    listening: [
      ...(external.databaseUrl ? [] : [{ variable: 'POSTGRES_PORT', port: ports.postgres }]),
      ...(external.redisUrl ? [] : [{ variable: 'REDIS_PORT', port: ports.redis }]),
      ...(external.temporalAddress
        ? []
        : [
            { variable: 'TEMPORAL_PORT', port: ports.temporal },
            { variable: 'TEMPORAL_UI_PORT', port: ports.temporalUi },
          ]),
      { variable: 'API_PORT', port: chosen.API_PORT, host: config.API_HOST },
      { variable: 'WEB_PORT', port: chosen.WEB_PORT },
      { variable: 'WORKER_METRICS_PORT', port: chosen.WORKER_METRICS_PORT, host: config.API_HOST },
    ],
    variables: {
      ...defaults,
      WORKER_METRICS_URL: `http://127.0.0.1:${chosen.WORKER_METRICS_PORT}/metrics`,
      ...withoutEmpty(given),
      ...Object.fromEntries(Object.entries(chosen).map(([name, port]) => [name, String(port)])),
    },
  };
}

/** Port 0 asks for any free one. */
const settle = async (port: number) => (port === 0 ? freePort() : port);

const withoutEmpty = (variables: Environment) =>
  Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''));

/** What every program needs to run, and nothing that is ours to hand out. */
export function plainEnvironment(environment: Environment): Environment {
  const ours = new Set([...Object.keys(Config.shape), ...Object.keys(ScriptVariables.shape)]);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.has(name)));
}
