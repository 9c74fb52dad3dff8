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

/** Where the running stack listens. */
export type Stack = z.infer<typeof Stack>;

const START_FIRST =
  'Start it with `npm start` in another terminal, wait for its list of addresses, then run the crowd again.';

/**
 * The stack that `npm start` wrote down, each part replaceable by its environment variable.
 * @throws CannotStart when nothing is written down, something is missing, or the API is not on this machine.
 */
export function stackFrom(written: string | undefined, environment: Record<string, string | undefined>): Stack {
  const { API_URL, ADMIN_TOKEN, DATABASE_URL, REDIS_URL, TEMPORAL_ADDRESS, TEMPORAL_UI_URL, TEMPORAL_NAMESPACE } =
    environment;
  const replaced = Object.entries({
    apiUrl: API_URL,
    adminToken: ADMIN_TOKEN,
    databaseUrl: DATABASE_URL,
    redisUrl: REDIS_URL,
    temporalAddress: TEMPORAL_ADDRESS,
    temporalUiUrl: TEMPORAL_UI_URL,
    temporalNamespace: TEMPORAL_NAMESPACE,
  }).filter(([, value]) => value);
  const parsed = Stack.safeParse({ ...fromJson(written), ...Object.fromEntries(replaced) });
  if (!parsed.success) {
    const missing = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new CannotStart(`TicketDrop is not running here: .data/stack.json does not say ${missing}. ${START_FIRST}`);
  }
  return { ...parsed.data, apiUrl: loopback(parsed.data.apiUrl) };
}

export async function readStack(environment: Record<string, string | undefined>): Promise<Stack> {
  const file = new URL('../../.data/stack.json', import.meta.url);
  const written = await readFile(file, 'utf8').catch(() => undefined);
  const stack = stackFrom(written, environment);
  const ready = await request(`${stack.apiUrl}/health/ready`, { headersTimeout: 5_000 }).catch(() => undefined);
  const body = await ready?.body.text();
  if (!ready) throw new CannotStart(`Nobody answers at ${stack.apiUrl}: TicketDrop is not running. ${START_FIRST}`);
  if (ready.statusCode !== 200)
    throw new CannotStart(`TicketDrop at ${stack.apiUrl} is not ready (${ready.statusCode}): ${body}`);
  return stack;
}

function fromJson(written = '{}'): object {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(written));
  } catch {
    throw new CannotStart(`.data/stack.json is not readable as JSON. ${START_FIRST}`);
  }
}

/** A crowd is never sent to another machine; and buyers come from 127.x addresses, which reach IPv4 loopback alone. */
function loopback(apiUrl: string): string {
  const url = new URL(apiUrl);
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
  if (url.protocol === 'http:' && /^127(\.\d+){3}$/.test(url.hostname)) return url.origin;
  throw new CannotStart(`The crowd only goes to an API on this machine (http://127.0.0.1:4000), not to ${url.origin}.`);
}
