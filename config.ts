import { existsSync } from 'node:fs';
import proxyaddr from 'proxy-addr';
import { z } from 'zod';
import { currencies } from './currencies.ts';
import { parseRedisAddress } from './redis-address.ts';

const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);
const limit = (fallback: number) => z.coerce.number().int().min(0).default(fallback);
export const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );

const proxies = list.refine(
  (addresses) => {
    try {
      proxyaddr.compile(addresses);
      return true;
    } catch {
      return false;
    }
  },
  { message: 'must be addresses or ranges with commas between them, such as 10.0.0.0/8, or loopback' },
);

const urls = list.refine((given) => given.every((text) => z.url().safeParse(text).success), {
  message: 'must be addresses with commas between them, such as http://127.0.0.1:9464/metrics',
});

/** As many as the embedded PostgreSQL has connections for: each opens up to 13 as an API and 10 as a worker. */
export const MOST_PROCESSES = 8;
const processes = z.coerce.number().int().min(1).max(MOST_PROCESSES).default(1);

const file = z.string().refine(existsSync, 'must be a file that exists').optional();

const stripeKey = (form: RegExp, begin: string) => z.string().regex(form, `must begin with ${begin}`).optional();
const modeOf = (key = '') => /_(test|live)_/.exec(key)?.[1];

/** Cards that nobody has: a shop that sells for real would give its tickets away. */
export const takesTestCards = ({ AUTH_MODE, PAYMENT_PROVIDER, STRIPE_SECRET_KEY }: Config): boolean =>
  AUTH_MODE !== 'demo' && (PAYMENT_PROVIDER === 'simulated' || modeOf(STRIPE_SECRET_KEY) === 'test');

/** `tickets@example.org`, or with a name: `TicketDrop <tickets@example.org>`. */
const sender = z.string().regex(/^(?:[^<>"@,\p{Cc}]+ <[^\s<>@,]+@[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+)$/u, {
  message: 'must look like tickets@example.org or TicketDrop <tickets@example.org>',
});

const redisForms =
  'must look like redis://host:port, redis+sentinel://host:port,host:port/name or redis+cluster://host:port,host:port';
const isOrigin = (text: string) => text === 'loopback' || (URL.canParse(text) && new URL(text).origin === text);
const origins = list.refine((given) => given.every(isOrigin), {
  message: 'must be origins with commas between them, such as https://tickets.example.org, or loopback',
});

/** Every variable that the processes read, with its default. config.test.ts compares `.env.example` with it. */
export const Config = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    DATABASE_POOL_SIZE: count(10),
    REDIS_URL: z.string().refine((url) => parseRedisAddress(url) !== undefined, redisForms),
    TEMPORAL_ADDRESS: z.string().regex(/^[^\s:/]+:\d+$/, 'must look like host:port'),
    TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
    TEMPORAL_RETENTION_DAYS: count(7),
    TEMPORAL_TLS: z.stringbool().default(false),
    TEMPORAL_TLS_CA: file,
    TEMPORAL_TLS_CERT: file,
    TEMPORAL_TLS_KEY: file,
    TEMPORAL_API_KEY: z.string().min(1).optional(),
    TEMPORAL_UI_URL: z.url().optional(),

    API_HOST: z.string().min(1).default('127.0.0.1'),
    API_PORT: port(4000),
    WEB_PORT: port(5173),
    WORKER_METRICS_PORT: port(9464),
    WORKER_METRICS_URL: urls,
    API_PROCESSES: processes,
    WORKER_PROCESSES: processes,
    TRUSTED_PROXIES: proxies,
    CORS_ORIGINS: origins,
    LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
    SHUTDOWN_GRACE_MS: count(10_000),
    WORKER_CACHED_WORKFLOWS: z.coerce.number().int().min(2).default(1_000),
    WORKER_STACK_TRACES: z.enum(['0', '1']).default('0'),
    WORKER_BUILD_ID: z
      .string()
      .regex(/^[\w.-]{1,100}$/, 'must be letters, digits, dots, dashes')
      .optional(),

    AUTH_MODE: z.enum(['demo', 'jwt']).default('demo'),
    AUTH_JWT_SECRET: z.string().min(32).optional(),
    ADMIN_TOKEN: z.string().min(16),
    TICKET_SIGNING_KEY: z.string().min(32),

    PAYMENT_PROVIDER: z.enum(['simulated', 'stripe']).default('simulated'),
    STRIPE_SECRET_KEY: stripeKey(/^[sr]k_(test|live)_\w+$/, 'sk_test_ or sk_live_'),
    STRIPE_PUBLISHABLE_KEY: stripeKey(/^pk_(test|live)_\w+$/, 'pk_test_ or pk_live_'),
    STRIPE_WEBHOOK_SECRET: stripeKey(/^whsec_\w+$/, 'whsec_'),
    STRIPE_API_URL: z.url({ protocol: /^https?$/ }).default('https://api.stripe.com'),

    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    MAIL_FROM: sender.optional(),
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).default('http://localhost:5173'),

    WAITING_ROOM_WAVE_SIZE: count(100),
    WAITING_ROOM_WAVE_INTERVAL_MS: count(30_000),
    WAITING_ROOM_ACCESS_TTL: count(180),
    WAITING_ROOM_TOKEN_TTL: count(3_600),
    WAITING_ROOM_ABSENT_GRACE: limit(300),
    RESERVATION_TTL_SECONDS: count(180),
    EVENT_PURCHASE_LIMIT: count(6),
    CURRENCY: z.enum(currencies, 'must be the code of a currency in use (ISO 4217), such as EUR').default('USD'),
    HOLD_LAPSES_ALLOWED: count(3),
    HOLD_COOL_DOWN_SECONDS: limit(30),
    HOLD_ADDRESS_SHARE: z.coerce.number().int().min(1).max(100).default(10),
    HOLD_ADDRESS_TICKETS: count(20),

    RATE_LIMIT_JOIN: limit(10),
    RATE_LIMIT_JOIN_ADDRESS: limit(600),
    RATE_LIMIT_RESERVATIONS: limit(5),
    RATE_LIMIT_CHECKOUT_SESSIONS: limit(5),
    RATE_LIMIT_CHECKOUT_CONFIRM: limit(10),
    RATE_LIMIT_RECEIPTS: limit(3),
  })
  .refine((config) => config.AUTH_MODE === 'demo' || config.AUTH_JWT_SECRET !== undefined, {
    path: ['AUTH_JWT_SECRET'],
    message: 'is needed when AUTH_MODE is jwt',
  })
  .refine((config) => (config.TEMPORAL_TLS_CERT === undefined) === (config.TEMPORAL_TLS_KEY === undefined), {
    path: ['TEMPORAL_TLS_KEY'],
    message: 'and TEMPORAL_TLS_CERT are given both or not at all',
  })
  .superRefine((config, { addIssue }) => {
    if (config.PAYMENT_PROVIDER !== 'stripe') return;
    for (const name of ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY', 'STRIPE_WEBHOOK_SECRET'] as const) {
      if (config[name] === undefined)
        addIssue({ code: 'custom', path: [name], message: 'is needed when PAYMENT_PROVIDER is stripe' });
    }
    if (modeOf(config.STRIPE_SECRET_KEY) !== modeOf(config.STRIPE_PUBLISHABLE_KEY))
      addIssue({ code: 'custom', path: ['STRIPE_PUBLISHABLE_KEY'], message: 'and STRIPE_SECRET_KEY are of one mode' });
  })
  .refine((config) => config.SMTP_URL === undefined || config.MAIL_FROM !== undefined, {
    path: ['MAIL_FROM'],
    message: 'is needed when SMTP_URL is set',
  })
  .refine((config) => config.WORKER_METRICS_PORT + config.WORKER_PROCESSES <= 65_536, {
    path: ['WORKER_METRICS_PORT'],
    message: 'leaves no port for every worker',
  });

export type Config = z.infer<typeof Config>;

/** What no line of the log may show. */
export function secretsOf(config: Config): string[] {
  const { password: databasePassword } = new URL(config.DATABASE_URL);
  const { password: redisPassword = '' } = parseRedisAddress(config.REDIS_URL)!;
  const smtpPassword = config.SMTP_URL ? new URL(config.SMTP_URL).password : '';
  const passwords = [
    databasePassword,
    decodeURIComponent(databasePassword),
    redisPassword,
    encodeURIComponent(redisPassword),
    smtpPassword,
    decodeURIComponent(smtpPassword),
  ];
  const { ADMIN_TOKEN, TICKET_SIGNING_KEY, AUTH_JWT_SECRET = '', TEMPORAL_API_KEY = '' } = config;
  const { STRIPE_SECRET_KEY = '', STRIPE_WEBHOOK_SECRET = '' } = config;
  const keys = [ADMIN_TOKEN, TICKET_SIGNING_KEY, AUTH_JWT_SECRET, TEMPORAL_API_KEY];
  return [...new Set([...passwords, ...keys, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET])].filter(Boolean);
}

/** A variable that is missing or has an invalid value. The message names the variable and never shows its value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads the configuration once, at start.
 * @throws ConfigError naming each bad variable and why it was refused.
 */
export const readConfig = (environment: Record<string, string | undefined>): Config =>
  readVariables(Config, environment);

/** Reads the variables of any schema. @throws ConfigError as `readConfig` does. */
export function readVariables<Schema extends z.ZodType>(
  schema: Schema,
  environment: Record<string, string | undefined>,
): z.infer<Schema> {
  // An empty variable counts as not set: compose files pass unset variables on as empty ones.
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== '' && value !== undefined),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(({ path, code, message }) => {
    const variable = path.join('.');
    return `${variable} ${code === 'invalid_type' && !(variable in given) ? 'is missing' : `is refused (${message})`}`;
  });
  throw new ConfigError(`Bad configuration: ${reasons.join('; ')}.`);
}
