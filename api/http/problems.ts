import { STATUS_CODES } from 'node:http';
import type { Context, ErrorHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { HTTPException } from 'hono/http-exception';
import { isAway } from './away.ts';
import type { Env } from './env.ts';

type Extra = { detail?: string; headers?: Record<string, string>; [field: string]: unknown };

/**
 * A refusal of the contract: `error` is its code or sentence; all other fields go to the top level of an RFC 9457
 * document.
 */
export class Problem extends Error {
  readonly status: ContentfulStatusCode;
  readonly fields: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(status: ContentfulStatusCode, error: string, { headers = {}, ...fields }: Extra = {}) {
    super(error);
    this.status = status;
    this.headers = headers;
    this.fields = fields;
  }
}

/** A store does not answer at the moment; the client may repeat the request after `seconds`. */
export const unavailable = (detail: string, seconds = 2) =>
  new Problem(503, 'temporarily_unavailable', { detail, headers: { 'Retry-After': String(seconds) } });

/**
 * The one place where failures become answers. An unexpected failure is logged whole and answered without internals.
 */
export const onError: ErrorHandler<Env> = (failure, c) => {
  const problem = toProblem(failure);
  if (problem.status === 503) c.get('log')?.().warn({ err: failure }, 'a part of the system did not answer');
  else if (problem.status >= 500) c.get('log')?.().error({ err: failure }, 'a request failed');
  return answerProblem(c, problem);
};

export function answerProblem(c: Context<Env>, problem: Problem): Response {
  c.set('refusal', problem.message);
  return c.body(problemText(problem), problem.status, { ...problem.headers, ...problemType });
}

const problemType = { 'Content-Type': 'application/problem+json' };

function problemText({ status, message, fields }: Problem): string {
  // Some refusals have a field `status` of their own (that of a checkout session), which replaces the HTTP status here.
  const title = STATUS_CODES[status] ?? 'Error';
  return JSON.stringify({ type: 'about:blank', title, status, detail: message, ...fields, error: message });
}

/** A problem outside of the routes, where there is no context of a request. */
export const problemResponse = (problem: Problem): Response =>
  new Response(problemText(problem), { status: problem.status, headers: { ...problem.headers, ...problemType } });

/** The refusal of a request that reaches no route, because its target and its Host header make no address. */
export const malformedRequest = () =>
  new Problem(400, 'Malformed request', { detail: 'The path or the host is malformed.' });

export function toProblem(failure: unknown): Problem {
  if (failure instanceof Problem) return failure;
  if (failure instanceof HTTPException) return new Problem(failure.status, failure.message || 'Bad request');
  if (isAway(failure))
    return unavailable('A part of the system does not answer at the moment. Repeating the request is safe.');
  return new Problem(500, 'internal_error', {
    detail: 'Something went wrong on our side. Repeating the request is safe.',
  });
}
