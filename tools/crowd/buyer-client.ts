import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Observations, Step } from './observations.ts';

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
/**
 * One line of a client's log: a request when it is sent (`invoke`), or its outcome.
 * `unknown`: the server may or may not have done what was asked; `broken` is the error code of the connection.
 */
export type RequestLogEntry = { at: number; buyerId: string; call: Call } & (
  | { kind: 'invoke' }
  | { kind: 'ok' | 'fail' | 'unknown'; status: number; text: string; retryAfter: number }
  | { kind: 'unknown'; broken: string }
);
export type BuyerClient = { send(call: Call): Promise<Answer>; close(): Promise<void> };

/** No usable answer came before the call's deadline. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
}

/** Each buyer has a loopback address, because joins are limited by address: 127.77.1.1 to 127.77.80.250. */
export const addressOf = (number: number) => `127.77.${1 + Math.floor(number / 250)}.${1 + (number % 250)}`;

const FIRST_RETRY_DELAY_MS = 250;
const LONGEST_RETRY_DELAY_MS = 5_000;

/**
 * One buyer's browser. It waits for the Retry-After of a 429 or 503, and sends a request again when the connection
 * broke: every request of the contract is safe to repeat. Every other answer is returned as it is.
 */
export function buyerClient(setup: {
  apiUrl: string;
  buyerId: string;
  address: string;
  connections: number;
  random: () => number;
  observations: Observations;
  stop: AbortSignal;
  log?: (entry: RequestLogEntry) => void;
}): BuyerClient {
  const { buyerId, observations, stop, random, log = () => undefined } = setup;
  const pool = new Pool(setup.apiUrl, {
    connections: setup.connections,
    localAddress: setup.address,
    // Below the 5 s after which a Node server closes an idle connection, so that no request meets a closing one.
    keepAliveTimeout: 4_000,
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
  });

  async function request(call: Call) {
    const { method, path, body, idempotencyKey } = call;
    const started = performance.now();
    log({ at: Date.now(), buyerId, call, kind: 'invoke' });
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
    log({
      at: Date.now(),
      buyerId,
      call,
      kind: status < 300 ? 'ok' : status < 500 ? 'fail' : 'unknown',
      status,
      text,
      retryAfter,
    });
    return { status, text, retryAfter, durationMs: performance.now() - started };
  }

  return {
    async send(call) {
      const name = `${call.method} ${call.step}`;
      for (let attempt = 0; ; attempt += 1) {
        const answer = await request(call).catch((failure: unknown) => {
          stop.throwIfAborted();
          const error = failure instanceof Error ? failure : new Error(String(failure));
          log({
            at: Date.now(),
            buyerId,
            call,
            kind: 'unknown',
            broken: 'code' in error ? String(error.code) : error.message,
          });
          return error;
        });
        let delayMs = Math.min(LONGEST_RETRY_DELAY_MS, FIRST_RETRY_DELAY_MS * 2 ** attempt);
        if (answer instanceof Error) {
          const reason = 'code' in answer ? String(answer.code) : answer.message;
          observations.count(observations.resent, `${call.step}: ${reason}`);
        } else if (answer.status === 429 || answer.status === 503) {
          observations.count(
            answer.status === 429 ? observations.refusals : observations.resent,
            `${call.step}: ${answer.status}${answer.status === 429 ? ' rate_limited, waited and asked again' : ''}`,
          );
          if (answer.retryAfter >= 0) delayMs = answer.retryAfter * 1_000;
          else
            observations.recordContractViolation(
              `${name}: ${answer.status} without Retry-After in seconds`,
              answer.text,
            );
        } else if (answer.status >= 500) {
          observations.recordContractViolation(`${name}: answered ${answer.status}`, answer.text);
        } else {
          observations.timings[call.step].push(answer.durationMs);
          return {
            status: answer.status,
            body: parseJson(answer.text, () =>
              observations.recordContractViolation(`${name}: ${answer.status} whose body is not JSON`, answer.text),
            ),
          };
        }
        delayMs += random() * FIRST_RETRY_DELAY_MS; // jitter: buyers refused together do not come back together
        if (Date.now() + delayMs > call.until) throw new NoAnswer(`${name} had no answer in time`);
        await sleep(delayMs, undefined, { signal: stop });
      }
    },
    close: () => pool.destroy(),
  };
}

function parseJson(text: string, onInvalid: () => void): unknown {
  try {
    return JSON.parse(text);
  } catch {
    onInvalid();
    return undefined;
  }
}
