import { createSignal } from 'solid-js';
import { Problem } from '../http/problem.ts';

const place = 'ticketdrop:admin-token';

/** The tab's own storage and nothing that outlives it; where the browser refuses, this page's memory. */
const kept = {
  read: () => {
    try {
      return sessionStorage.getItem(place) ?? undefined;
    } catch {
      return undefined;
    }
  },
  write: (token: string | undefined) => {
    try {
      if (token === undefined) sessionStorage.removeItem(place);
      else sessionStorage.setItem(place, token);
    } catch {
      // The signal has it.
    }
  },
};

const [token, setToken] = createSignal(kept.read());
const [refused, setRefused] = createSignal(false);
let waiting: { go: (token: string) => void; giveUp: (problem: Problem) => void }[] = [];

/** The organiser's token, as long as this tab lives. */
export const adminToken = token;

/** Whether the token that is kept is not accepted any more: then it is asked for beside whatever is being worked on. */
export const tokenRefused = refused;

/** Keeps a token that the server has accepted; whatever waits for one goes on with it. */
export function signIn(accepted: string): void {
  kept.write(accepted);
  setToken(accepted);
  setRefused(false);
  for (const { go } of waiting.splice(0)) go(accepted);
}

/** Not now: whatever waits for a token is refused. */
export function dismiss(): void {
  setRefused(false);
  for (const { giveUp } of waiting.splice(0))
    giveUp(new Problem(401, { error: 'unauthorized', detail: 'The admin token is not accepted any more.' }));
}

export function signOut(): void {
  kept.write(undefined);
  setToken(undefined);
  dismiss();
}

/** Another token than the one that was refused, as soon as somebody gives it. @throws Problem 401 when nobody does. */
export function anotherToken(than: string | undefined): Promise<string> {
  const now = token();
  if (now !== undefined && now !== than) return Promise.resolve(now);
  setRefused(true);
  return new Promise((go, giveUp) => waiting.push({ go, giveUp }));
}
