import { existsSync } from 'node:fs';
import type { TemporalAddress } from '../activities/temporal.ts';
import { Config, readConfig, readVariables } from '../config.ts';
import { freePort, freePortsInARow, type PortPlan } from './ports.ts';
import { ScriptVariables } from './variables.ts';

export type Environment = Record<string, string | undefined>;

export type Settings = {
  config: Config;
  ports: { postgres: number; redis: number; temporal: number; temporalUi: number };
  /** Of the mailbox that is brought up where no mail server is named: its page, and where it takes mails. */
  mailbox?: { port: number; smtpPort: number };
  /** Addresses of components that we do not start. */
  external: { databaseUrl?: string; redisUrl?: string; temporal?: TemporalAddress };
  /** Whether an empty database gets sample events: for a demo, in a database of our own. */
  sampleEvents: boolean;
  /** Every port that a process of ours will listen on. */
  listening: PortPlan[];
  /** The variables of config.ts for our processes; addresses of components are filled in once these have started. */
  variables: Environment;
};

/** Adds the variables of `.env` to the environment; those of the shell take precedence. */
export function loadEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}

/**
 * Reads and checks all settings before anything is started.
 * @throws ConfigError naming each bad variable.
 */
export async function readSettings(environment: Environment, secrets: Environment): Promise<Settings> {
  const own = readVariables(ScriptVariables, environment);
  const given = Object.fromEntries(Object.keys(Config.shape).map((name) => [name, environment[name] || undefined]));
  const ports = {
    postgres: await chosenPort(own.POSTGRES_PORT),
    redis: await chosenPort(own.REDIS_PORT),
    temporal: await chosenPort(own.TEMPORAL_PORT),
    temporalUi: await chosenPort(own.TEMPORAL_UI_PORT),
  };

  const mailbox = given.SMTP_URL ? undefined : { port: await chosenPort(own.MAILBOX_PORT), smtpPort: await freePort() };

  const defaults: Environment = {
    ...secrets,
    DATABASE_URL: `postgresql://127.0.0.1:${ports.postgres}`,
    REDIS_URL: `redis://127.0.0.1:${ports.redis}`,
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
    TRUSTED_PROXIES: '127.0.0.1', // the storefront's proxy, which forwards the buyer's address
    CORS_ORIGINS: given.AUTH_MODE === 'jwt' ? '' : 'loopback', // another client of the demo, on a port of its own
    ...(mailbox && { SMTP_URL: `smtp://127.0.0.1:${mailbox.smtpPort}`, MAIL_FROM: 'TicketDrop <tickets@localhost>' }),
  };
  const parsed = readConfig({ ...defaults, ...withoutEmpty(given) });
  const external = {
    databaseUrl: given.DATABASE_URL,
    redisUrl: given.REDIS_URL,
    ...(given.TEMPORAL_ADDRESS && { temporal: parsed }),
  };
  const webPort = await chosenPort(parsed.WEB_PORT);
  const config = {
    ...parsed,
    API_PORT: await chosenPort(parsed.API_PORT),
    WEB_PORT: webPort,
    PUBLIC_URL: given.PUBLIC_URL ?? `http://localhost:${webPort}`,
    WORKER_METRICS_PORT: parsed.WORKER_METRICS_PORT || (await freePortsInARow(parsed.WORKER_PROCESSES)),
  };
  const metricsPorts = Array.from({ length: config.WORKER_PROCESSES }, (_, i) => config.WORKER_METRICS_PORT + i);
  const chosen = {
    API_PORT: config.API_PORT,
    WEB_PORT: config.WEB_PORT,
    PUBLIC_URL: config.PUBLIC_URL,
    WORKER_METRICS_PORT: config.WORKER_METRICS_PORT,
  };

  return {
    config,
    ports,
    ...(mailbox && { mailbox }),
    external,
    sampleEvents: external.databaseUrl === undefined && parsed.AUTH_MODE === 'demo',
    listening: [
      ...(external.databaseUrl ? [] : [{ variable: 'POSTGRES_PORT', port: ports.postgres }]),
      ...(external.redisUrl ? [] : [{ variable: 'REDIS_PORT', port: ports.redis }]),
      ...(external.temporal
        ? []
        : [
            { variable: 'TEMPORAL_PORT', port: ports.temporal },
            { variable: 'TEMPORAL_UI_PORT', port: ports.temporalUi },
          ]),
      { variable: 'API_PORT', port: chosen.API_PORT, host: config.API_HOST },
      { variable: 'WEB_PORT', port: chosen.WEB_PORT },
      ...(mailbox ? [{ variable: 'MAILBOX_PORT', port: mailbox.port }] : []),
      ...metricsPorts.map((port) => ({ variable: 'WORKER_METRICS_PORT', port, host: config.API_HOST })),
    ],
    variables: {
      ...defaults,
      WORKER_METRICS_URL: metricsPorts.map((port) => `http://127.0.0.1:${port}/metrics`).join(','),
      ...withoutEmpty(given),
      ...Object.fromEntries(Object.entries(chosen).map(([name, port]) => [name, String(port)])),
    },
  };
}

/** Port 0 means any free port. */
const chosenPort = async (port: number) => (port === 0 ? freePort() : port);

const withoutEmpty = (variables: Environment) =>
  Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''));

/** The environment without the variables of config.ts and variables.ts, which each process gets explicitly. */
export function plainEnvironment(environment: Environment): Environment {
  const configured = new Set([...Object.keys(Config.shape), ...Object.keys(ScriptVariables.shape)]);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !configured.has(name)));
}
