import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Config, readConfig, readVariables, secretsOf, takesTestCards } from './config.ts';
import { ScriptVariables } from './scripts/variables.ts';

const example: Record<string, string | undefined> = parseEnv(readFileSync('.env.example', 'utf8'));

/** The variables without a default. */
const required = {
  DATABASE_URL: 'postgresql://127.0.0.1/ticketdrop',
  REDIS_URL: 'redis://127.0.0.1',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  ADMIN_TOKEN: 'a'.repeat(16),
  TICKET_SIGNING_KEY: 'k'.repeat(32),
};

describe('.env.example', () => {
  it('lists every variable, and no other', () => {
    expect(Object.keys(example).toSorted()).toEqual(
      [...Object.keys(Config.shape), ...Object.keys(ScriptVariables.shape)].toSorted(),
    );
  });

  it('shows the defaults', () => {
    const given = Object.fromEntries(Object.entries(example).filter(([name]) => !(name in required)));
    expect(readConfig({ ...given, ...required })).toEqual(readConfig(required));
    expect(readVariables(ScriptVariables, example)).toEqual(readVariables(ScriptVariables, {}));
    // An empty line must mean that there is no default; otherwise the file would not show it.
    const defaults: Record<string, unknown> = { ...readConfig(required), ...readVariables(ScriptVariables, {}) };
    const hidden = Object.keys(example).filter(
      (name) => example[name] === '' && !(name in required) && defaults[name] !== undefined,
    );
    expect(hidden.toSorted()).toEqual(['CORS_ORIGINS', 'PUBLIC_URL', 'TRUSTED_PROXIES', 'WORKER_METRICS_URL']);
  });

  it('explains every variable on the line above it', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n');
    const unexplained = lines.filter(
      (line, index) => /^[A-Z]/.test(line) && !/^# (?!---)|^[A-Z_]+_PORT=/.test(lines[index - 1] ?? ''),
    );
    expect(unexplained).toEqual([]);
  });
});

describe('readConfig', () => {
  it.each([
    ['DATABASE_URL', 'mysql://127.0.0.1/ticketdrop'],
    ['REDIS_URL', 'http://127.0.0.1'],
    ['TEMPORAL_ADDRESS', 'https://127.0.0.1'],
    ['TEMPORAL_UI_URL', 'somewhere'],
    ['API_PORT', 'four thousand'],
    ['WEB_PORT', '70000'],
    ['CORS_ORIGINS', 'shop.example'],
    ['CORS_ORIGINS', 'https://shop.example/'],
    ['CORS_ORIGINS', '**'],
    ['LOG_LEVEL', 'loud'],
    ['ADMIN_TOKEN', 'short'],
    ['TICKET_SIGNING_KEY', 'short'],
    ['PAYMENT_PROVIDER', 'cash'],
    ['STRIPE_SECRET_KEY', 'pk_test_1'],
    ['STRIPE_PUBLISHABLE_KEY', 'sk_test_1'],
    ['STRIPE_WEBHOOK_SECRET', 'secret'],
    ['STRIPE_API_URL', 'stripe'],
    ['SMTP_URL', 'http://mail.example.org'],
    ['MAIL_FROM', 'somebody'],
    ['MAIL_FROM', 'a@example.org, b@example.org'],
    ['MAIL_FROM', 'a@example.org\r\nBcc: b@example.org'],
    ['PUBLIC_URL', 'tickets.example.org'],
    ['RESERVATION_TTL_SECONDS', '0'],
    ['CURRENCY', 'eur'],
    ['CURRENCY', 'DEM'],
    ['RATE_LIMIT_JOIN', '-1'],
    ['API_PROCESSES', '0'],
    ['WORKER_PROCESSES', '99'],
    ['WORKER_METRICS_URL', 'http://127.0.0.1:9464/metrics,somewhere'],
  ])('refuses a bad %s by its name, without repeating the value', (variable, value) => {
    const read = () => readConfig({ ...required, [variable]: value });
    expect(read).toThrow(`${variable} is refused`);
    expect(read).not.toThrow(value);
  });

  it('names every variable that is missing', () => {
    for (const variable of Object.keys(required)) expect(() => readConfig({})).toThrow(`${variable} is missing`);
  });

  it('reads a list of origins', () => {
    const { CORS_ORIGINS } = readConfig({
      ...required,
      CORS_ORIGINS: 'https://a.example, http://b.example:81,loopback',
    });
    expect(CORS_ORIGINS).toEqual(['https://a.example', 'http://b.example:81', 'loopback']);
  });

  it('treats an empty variable as not set', () => {
    expect(readConfig({ ...required, API_PORT: '', AUTH_JWT_SECRET: '' })).toEqual(readConfig(required));
    expect(() => readConfig({ ...required, ADMIN_TOKEN: '' })).toThrow('ADMIN_TOKEN is missing');
  });

  it('requires a sender when there is a mail server', () => {
    const SMTP_URL = 'smtp://mail.example.org';
    expect(() => readConfig({ ...required, SMTP_URL })).toThrow(
      'MAIL_FROM is refused (is needed when SMTP_URL is set)',
    );
    const MAIL_FROM = 'TicketDrop <tickets@example.org>';
    expect(readConfig({ ...required, SMTP_URL, MAIL_FROM })).toMatchObject({ SMTP_URL, MAIL_FROM });
  });

  it('requires the keys of the payment provider, all of the same mode', () => {
    const stripe = {
      ...required,
      PAYMENT_PROVIDER: 'stripe',
      STRIPE_SECRET_KEY: 'sk_test_1',
      STRIPE_PUBLISHABLE_KEY: 'pk_test_1',
      STRIPE_WEBHOOK_SECRET: 'whsec_1',
    };
    for (const name of ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY', 'STRIPE_WEBHOOK_SECRET'])
      expect(() => readConfig({ ...stripe, [name]: '' })).toThrow(`${name} is refused (is needed when`);
    expect(() => readConfig({ ...stripe, STRIPE_PUBLISHABLE_KEY: 'pk_live_1' })).toThrow('are of one mode');
    expect(secretsOf(readConfig(stripe))).toEqual(expect.arrayContaining(['sk_test_1', 'whsec_1']));
  });

  it('knows a shop that would give its tickets away for test cards', () => {
    const keys = { STRIPE_PUBLISHABLE_KEY: 'pk_live_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' };
    const live = { ...keys, PAYMENT_PROVIDER: 'stripe', STRIPE_SECRET_KEY: 'sk_live_1' };
    const test = { ...live, STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_PUBLISHABLE_KEY: 'pk_test_1' };
    const signedIn = { ...required, AUTH_MODE: 'jwt', AUTH_JWT_SECRET: 'x'.repeat(32) };
    const takes = (more: Record<string, string>) => takesTestCards(readConfig({ ...signedIn, ...more }));
    expect([takes({}), takes(test), takes(live)]).toEqual([true, true, false]);
    expect(takesTestCards(readConfig(required))).toBe(false);
  });

  it('requires a secret when buyers are identified by signed tokens', () => {
    expect(() => readConfig({ ...required, AUTH_MODE: 'jwt' })).toThrow(
      'AUTH_JWT_SECRET is refused (is needed when AUTH_MODE is jwt)',
    );
  });
});
