import { hc } from 'hono/client';
import type { AppType } from '../../../api/app.ts';
import { answerOf, ask } from '../http/api.ts';
import { asProblem } from '../http/problem.ts';
import { adminToken, anotherToken } from './admin-token.ts';

const authorised = (init: RequestInit | undefined, token: string): RequestInit => {
  const headers = new Headers(init?.headers);
  headers.set('Authorization', `Bearer ${token}`);
  return { ...init, headers };
};

/** A request as the organiser. Where the token is refused another one is asked for, and the same request goes on with it. */
async function askAsOrganiser(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  for (let token = adminToken() ?? (await anotherToken(undefined)); ; token = await anotherToken(token)) {
    try {
      return await ask(input, authorised(init, token));
    } catch (thrown) {
      if (asProblem(thrown).status !== 401) throw thrown;
    }
  }
}

/** The organiser's typed door to the API. */
export const organiserApi = hc<AppType>('/api', { fetch: askAsOrganiser });

/** Whether the server takes this token. @throws Problem where it cannot say. */
export async function isAccepted(token: string): Promise<boolean> {
  const asked = hc<AppType>('/api', {
    fetch: (input: RequestInfo | URL, init?: RequestInit) => ask(input, authorised(init, token)),
  });
  try {
    await answerOf(asked.admin.events.$get());
    return true;
  } catch (thrown) {
    if (asProblem(thrown).status === 401) return false;
    throw thrown;
  }
}
