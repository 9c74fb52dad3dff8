import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Step, Tally } from './observations.ts';

export type Answer = { status: number; body: unknown };
export type Call = {
  step: Step;
  method: 'GET' | 'POST';
  path: string;
  body?: object;
  idempotencyKey?: string;
  /** Milliseconds since the epoch after which an answer is of no use any more. */
  until: number;
};
/** One line of a client's log: a request as it leaves, and what became of it. Of an `unknown` one nobody can say whether it was done. */
export type Note = { at: number; buyerId: string; call: Call } & (
  | { kind: 'invoke' }
  | { kind: 'ok' | 'fail' | 'unknown'; status: number; text: string; retryAfter: number }
  | { kind: 'unknown'; broken: string }
);
export type Client = { send(call: Call): Promise<Answer>; close(): Promise<void> };

/** No answer that counts came in time. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
}

/** Each buyer has a loopback address, because joins are limited by address: 127.77.1.1 to 127.77.80.250. */
export const addressOf = (number: number) => `127.77.${1 + Math.floor(number / 250)}.${1 + (number % 250)}`;

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * One buyer's browser: waits as long as a 429 or 503 asks, and sends a request again when the line broke, because every request
 * of the contract is safe to repeat. Hands every other answer on as it is.
 */
export function buyerClient(setup: {
  apiUrl: string;
  buyerId: string;
  address: string;
  connections: number;
  random: () => number;
  tally: Tally;
  stop: AbortSignal;
  note?: (note: Note) => void;
}): Client {
  const { buyerId, tally, stop, random, note = () => undefined } = setup;
  const pool = new Pool(setup.apiUrl, {
    connections: setup.connections,
    localAddress: setup.address,
    keepAliveTimeout: 4_000, // below the 5 s after which a Node server hangs up, so that no request meets a closing line
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
  });

  async function ask(call: Call) {
    const { method, path, body, idempotencyKey } = call;
    const started = performance.now();
    note({ at: Date.now(), buyerId, call, kind: 'invoke' });
    const answer = await pool.request({
      method,
      path,
      headers: {
        'x-user-id': buyerId,
        ...(body && { 'content-type': 'application/json' }),
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: stop,
    });
    const text = await answer.body.text();
    const [status, retryAfter] = [answer.statusCode, Number(answer.headers['retry-after'])];
    note({
      at: Date.now(),
      buyerId,
      call,
      kind: status < 300 ? 'ok' : status < 500 ? 'fail' : 'unknown',
      status,
      text,
      retryAfter,
    });
    return { status, text, retryAfter, took: performance.now() - started };
  }

  return {
    async send(call) {
      const name = `${call.method} ${call.step}`;
      for (let attempt = 0; ; attempt += 1) {
        const answer = await ask(call).catch((failure: unknown) => {
          stop.throwIfAborted();
          const error = failure instanceof Error ? failure : new Error(String(failure));
          note({
            at: Date.now(),
            buyerId,
            call,
            kind: 'unknown',
            broken: 'code' in error ? String(error.code) : error.message,
          });
          return error;
        });
        let pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
        if (answer instanceof Error) {
          tally.count(tally.resent, `${call.step}: ${'code' in answer ? String(answer.code) : answer.message}`);
        } else if (answer.status === 429 || answer.status === 503) {
          tally.count(
            answer.status === 429 ? tally.refusals : tally.resent,
            `${call.step}: ${answer.status}${answer.status === 429 ? ' rate_limited, waited and asked again' : ''}`,
          );
          if (!(answer.retryAfter >= 0))
            tally.odd(`${name}: ${answer.status} without Retry-After in seconds`, answer.text);
          else pause = answer.retryAfter * 1_000;
        } else if (answer.status >= 500) {
          tally.odd(`${name}: answered ${answer.status}`, answer.text);
        } else {
          tally.timings[call.step].push(answer.took);
          return {
            status: answer.status,
            body: readJson(answer.text, () =>
              tally.odd(`${name}: ${answer.status} whose body is not JSON`, answer.text),
            ),
          };
        }
        pause += random() * FIRST_PAUSE_MS; // those who were sent away together do not come back together
        if (Date.now() + pause > call.until) throw new NoAnswer(`${name} had no answer in time`);
        await sleep(pause, undefined, { signal: stop });
      }
    },
    close: () => pool.destroy(),
  };
}

function readJson(text: string, complain: () => void): unknown {
  try {
    return JSON.parse(text);
  } catch {
    complain();
    return undefined;
  }
}
