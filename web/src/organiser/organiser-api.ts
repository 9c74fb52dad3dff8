import { hc } from 'hono/client';
import type { AppType } from '../../../api/app.ts';
import { responseBody, sendRequest } from '../http/api.ts';
import { asProblem } from '../http/problem.ts';
import { adminToken, requestNewToken } from './admin-token.ts';

const withToken = (init: RequestInit | undefined, token: string): RequestInit => {
  const headers = new Headers(init?.headers);
  headers.set('Authorization', `Bearer ${token}`);
  return { ...init, headers };
};

/** Sends a request as the organiser. If the token is rejected, the request is sent again with the next one given. */
async function sendAsOrganiser(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  for (let token = adminToken() ?? (await requestNewToken(undefined)); ; token = await requestNewToken(token)) {
    try {
      return await sendRequest(input, withToken(init, token));
    } catch (thrown) {
      if (asProblem(thrown).status !== 401) throw thrown;
    }
  }
}

/** The typed client of the API for organisers. */
export const organiserApi = hc<AppType>('/api', { fetch: sendAsOrganiser });

/** Whether the server accepts this token. @throws Problem for any other error than a 401. */
export async function isValidToken(token: string): Promise<boolean> {
  const client = hc<AppType>('/api', {
    fetch: (input: RequestInfo | URL, init?: RequestInit) => sendRequest(input, withToken(init, token)),
  });
  try {
    await responseBody(client.admin.events.$get());
    return true;
  } catch (thrown) {
    if (asProblem(thrown).status === 401) return false;
    throw thrown;
  }
}
