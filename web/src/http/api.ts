import { hc, type ClientResponse } from 'hono/client';
import type { SuccessStatusCode } from 'hono/utils/http-status';
import type { AppType } from '../../../api/app.ts';
import { buyerId } from '../buyer/buyer-id.ts';
import { asProblem, readProblem } from './problem.ts';
import { observeClock } from './server-clock.ts';

const timeoutMs = 15_000;

/**
 * `fetch` with a timeout, unless the caller has a signal of its own, and without the browser's cache; every response
 * also corrects the server clock.
 * @throws Problem for an error response.
 */
export async function sendRequest(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const sentAt = Date.now();
  const signal = init?.signal ?? AbortSignal.timeout(timeoutMs);
  const response = await fetch(input, { ...init, cache: 'no-store', signal });
  observeClock(response, sentAt, Date.now());
  if (!response.ok) throw await readProblem(response);
  return response;
}

/** The typed client of the API. Every request carries the buyer's id. */
export const api = hc<AppType>('/api', { fetch: sendRequest, headers: () => ({ 'X-User-Id': buyerId() }) });

type SuccessBody<R> =
  R extends ClientResponse<infer T, infer S, infer _F> ? (S extends SuccessStatusCode ? T : never) : never;

/** The body of a successful response. @throws Problem for an error response, and where no response arrived. */
export async function responseBody<R extends ClientResponse<unknown, number>>(
  request: Promise<R>,
): Promise<SuccessBody<R>> {
  try {
    return (await (await request).json()) as SuccessBody<R>;
  } catch (thrown) {
    throw asProblem(thrown);
  }
}

/** The body of a successful response, or undefined for a 404. */
export async function responseBodyIfFound<R extends ClientResponse<unknown, number>>(
  request: Promise<R>,
): Promise<SuccessBody<R> | undefined> {
  try {
    return await responseBody(request);
  } catch (thrown) {
    if (asProblem(thrown).status === 404) return undefined;
    throw thrown;
  }
}
