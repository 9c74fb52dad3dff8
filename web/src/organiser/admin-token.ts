import { createSignal } from 'solid-js';
import { Problem } from '../http/problem.ts';

const storageKey = 'ticketdrop:admin-token';

/** sessionStorage, which ends with the tab. Where the browser refuses access, only this page's memory has the token. */
const tokenStorage = {
  read: () => {
    try {
      return sessionStorage.getItem(storageKey) ?? undefined;
    } catch {
      return undefined;
    }
  },
  write: (value: string | undefined) => {
    try {
      if (value === undefined) sessionStorage.removeItem(storageKey);
      else sessionStorage.setItem(storageKey, value);
    } catch {
      // The signal keeps it.
    }
  },
};

const [token, setToken] = createSignal(tokenStorage.read());
const [rejected, setRejected] = createSignal(false);
let pending: { resolve: (token: string) => void; reject: (problem: Problem) => void }[] = [];

/** The organiser's token, until the tab is closed. */
export const adminToken = token;

/** Whether the server rejected the saved token. A dialog then asks for another one, above the page that is open. */
export const isTokenRejected = rejected;

/** Saves a token that the server has accepted, and resumes the requests that wait for one. */
export function signIn(accepted: string): void {
  tokenStorage.write(accepted);
  setToken(accepted);
  setRejected(false);
  for (const { resolve } of pending.splice(0)) resolve(accepted);
}

/** Closes the dialog without a token: the requests that wait for one fail with a 401. */
export function cancelTokenRequest(): void {
  setRejected(false);
  for (const { reject } of pending.splice(0))
    reject(new Problem(401, { error: 'unauthorized', detail: 'The admin token is not accepted any more.' }));
}

export function signOut(): void {
  tokenStorage.write(undefined);
  setToken(undefined);
  cancelTokenRequest();
}

/** Waits for a token other than the rejected one. @throws Problem 401 when the organiser gives none. */
export function requestNewToken(rejectedToken: string | undefined): Promise<string> {
  const current = token();
  if (current !== undefined && current !== rejectedToken) return Promise.resolve(current);
  setRejected(true);
  return new Promise((resolve, reject) => pending.push({ resolve, reject }));
}
