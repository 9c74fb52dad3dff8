import { readFile } from 'node:fs/promises';
import { request } from 'undici';
import { z } from 'zod';
import { CannotStart } from '../../scripts/cannot-start.ts';

const Stack = z.object({
  apiUrl: z.url(),
  adminToken: z.string().min(1),
  databaseUrl: z.url(),
  redisUrl: z.url(),
  temporalAddress: z.string().min(1),
  temporalUiUrl: z.string().optional(),
  temporalNamespace: z.string().default('default'),
});

/** The addresses of the running stack. */
export type Stack = z.infer<typeof Stack>;

const START_HINT =
  'Start it with `npm start` in another terminal, wait for its list of addresses, then run the crowd again.';

/**
 * Reads the file that `npm start` writes; an environment variable overrides each part of it.
 * @throws CannotStart when the file is missing or incomplete, or the API is not on this machine.
 */
export function stackFrom(fileText: string | undefined, environment: Record<string, string | undefined>): Stack {
  const { API_URL, ADMIN_TOKEN, DATABASE_URL, REDIS_URL, TEMPORAL_ADDRESS, TEMPORAL_UI_URL, TEMPORAL_NAMESPACE } =
    environment;
  const overrides = Object.entries({
    apiUrl: API_URL,
    adminToken: ADMIN_TOKEN,
    databaseUrl: DATABASE_URL,
    redisUrl: REDIS_URL,
    temporalAddress: TEMPORAL_ADDRESS,
    temporalUiUrl: TEMPORAL_UI_URL,
    temporalNamespace: TEMPORAL_NAMESPACE,
  }).filter(([, value]) => value);
  const parsed = Stack.safeParse({ ...parseObject(fileText), ...Object.fromEntries(overrides) });
  if (!parsed.success) {
    const missing = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new CannotStart(`TicketDrop is not running here: .data/stack.json does not say ${missing}. ${START_HINT}`);
  }
  return { ...parsed.data, apiUrl: requireLoopback(parsed.data.apiUrl) };
}

export async function readStack(environment: Record<string, string | undefined>): Promise<Stack> {
  const file = new URL('../../.data/stack.json', import.meta.url);
  const fileText = await readFile(file, 'utf8').catch(() => undefined);
  const stack = stackFrom(fileText, environment);
  const ready = await request(`${stack.apiUrl}/health/ready`, { headersTimeout: 5_000 }).catch(() => undefined);
  const body = await ready?.body.text();
  if (!ready) throw new CannotStart(`Nobody answers at ${stack.apiUrl}: TicketDrop is not running. ${START_HINT}`);
  if (ready.statusCode !== 200)
    throw new CannotStart(`TicketDrop at ${stack.apiUrl} is not ready (${ready.statusCode}): ${body}`);
  return stack;
}

function parseObject(json = '{}'): object {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(json));
  } catch {
    throw new CannotStart(`.data/stack.json is not readable as JSON. ${START_HINT}`);
  }
}

/** A crowd never goes to another machine, and buyers connect from 127.x addresses, which reach IPv4 loopback only. */
function requireLoopback(apiUrl: string): string {
  const url = new URL(apiUrl);
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
  if (url.protocol === 'http:' && /^127(\.\d+){3}$/.test(url.hostname)) return url.origin;
  throw new CannotStart(`The crowd only goes to an API on this machine (http://127.0.0.1:4000), not to ${url.origin}.`);
}
