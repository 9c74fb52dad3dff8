import { hc, type ClientResponse } from 'hono/client';
import type { SuccessStatusCode } from 'hono/utils/http-status';
import type { AppType } from '../../../api/app.ts';
import { buyerId } from '../buyer/buyer-id.ts';
import { asProblem, readProblem } from './problem.ts';
import { observeClock } from './server-clock.ts';

const patienceMs = 15_000;

/** One request: in time, never from a cache, and every answer teaches the server's clock. */
export async function ask(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const sentAt = Date.now();
  const response = await fetch(input, { ...init, cache: 'no-store', signal: AbortSignal.timeout(patienceMs) });
  observeClock(response, sentAt, Date.now());
  if (!response.ok) throw await readProblem(response);
  return response;
}

/** The typed door to the API. Every call names the buyer. */
export const api = hc<AppType>('/api', { fetch: ask, headers: () => ({ 'X-User-Id': buyerId() }) });

type Good<R> = R extends ClientResponse<infer T, infer S, infer _F> ? (S extends SuccessStatusCode ? T : never) : never;

/** The body of a good answer. @throws Problem for a refusal, and where no answer came. */
export async function answerOf<R extends ClientResponse<unknown, number>>(request: Promise<R>): Promise<Good<R>> {
  try {
    return (await (await request).json()) as Good<R>;
  } catch (thrown) {
    throw asProblem(thrown);
  }
}

/** The body of a good answer, or nothing where the server knows of none (404). */
export async function answerIfAny<R extends ClientResponse<unknown, number>>(
  request: Promise<R>,
): Promise<Good<R> | undefined> {
  try {
    return await answerOf(request);
  } catch (thrown) {
    if (asProblem(thrown).status === 404) return undefined;
    throw thrown;
  }
}
