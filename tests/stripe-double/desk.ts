import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { FaultDraw, Operation } from './faults.ts';
import { readForm, type Form } from './form.ts';
import { KeptAnswers, keyInUse, type Answer } from './idempotency.ts';
import { newId } from './objects.ts';
import type { parameterCheck } from './parameters.ts';
import { invalidRequest, Refusal } from './refusal.ts';

export type Env = { Bindings: HttpBindings };
type Asked = { id: string; form: Form };

/** Takes requests as Stripe's API does: key, parameters, idempotency, and whatever goes wrong on the way. */
export class Desk {
  readonly #kept = new KeptAnswers();
  readonly #secretKey: string;
  readonly #faults: FaultDraw;
  readonly #parameters: ReturnType<typeof parameterCheck>;

  constructor(secretKey: string, faults: FaultDraw, parameters: ReturnType<typeof parameterCheck>) {
    this.#secretKey = secretKey;
    this.#faults = faults;
    this.#parameters = parameters;
  }

  /** A handler that does one operation. */
  on = (operation: Operation, run: (asked: Asked) => object) => async (c: Context<Env>) => {
    if (this.#faults.plan.away) return hangUp(c);
    const fault = this.#faults.ofRequest(operation);
    const { pathname, search } = new URL(c.req.url);
    const body = await c.req.text();
    const asked: Asked = { id: c.req.param('id') ?? '', form: readForm(body || search) };
    const key = c.req.method === 'POST' ? c.req.header('idempotency-key') : undefined;
    const request = `${c.req.method} ${pathname} ${body}`;
    const work = () => this.#work(c.req.method, `${pathname}${search}`, body, fault, () => run(asked));
    const answer = await this.#answer(c, async () => {
      if (c.req.header('authorization') !== `Bearer ${this.#secretKey}`)
        throw invalidRequest('Invalid API Key provided', {}, 401);
      if (key !== undefined && fault === 'in_use') throw keyInUse(key);
      return key === undefined ? { ...(await work()), replayed: false } : this.#kept.once(key, request, work);
    });
    return fault === 'lost' ? hangUp(c) : answer;
  };

  async #work(
    method: string,
    path: string,
    body: string,
    fault: string | undefined,
    run: () => object,
  ): Promise<Answer> {
    const refusal = await this.#parameters.refuse(method, path, body);
    if (refusal !== undefined) throw invalidRequest(refusal);
    if (fault === 'error') return { status: 500, body: ownError, keep: true };
    const done = outcomeOf(run);
    return fault === 'error_after' ? { status: 500, body: ownError, keep: true } : done;
  }

  async #answer(c: Context<Env>, work: () => Promise<Answer & { replayed: boolean }>): Promise<Response> {
    c.header('Request-Id', newId('req'));
    try {
      const { status, body, replayed } = await work();
      if (replayed) c.header('Idempotent-Replayed', 'true');
      return c.json(body, status as 200);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      return c.json({ error: thrown.error }, thrown.status as 400);
    }
  }
}

const ownError = { error: { type: 'api_error', message: 'An unknown error occurred' } };

/** What an operation answers. Once it has begun its key keeps also what was refused, but not what does not exist. */
function outcomeOf(run: () => object): Answer {
  try {
    return { status: 200, body: structuredClone(run()), keep: true };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const { status, error } = thrown;
    return { status, body: { error }, keep: status !== 404 && !String(error.code).startsWith('parameter_') };
  }
}

/** Closes the connection without an answer. */
function hangUp(c: Context<Env>): Response {
  c.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}
