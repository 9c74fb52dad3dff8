import { Refusal } from './refusal.ts';

/** An answer and whether its key keeps it. What was refused before anything began is not kept. */
export type Answer = { status: number; body: object; keep: boolean };

type Kept = { request: string; answer?: Answer };

/**
 * The answers by idempotency key, as Stripe keeps them: a repeat gets the first answer, also where it was an error, and
 * another request under the same key is refused.
 */
export class KeptAnswers {
  readonly #byKey = new Map<string, Kept>();

  async once(key: string, request: string, answer: () => Promise<Answer>): Promise<Answer & { replayed: boolean }> {
    const known = this.#byKey.get(key);
    if (known && known.request !== request)
      throw new Refusal(400, {
        type: 'idempotency_error',
        message:
          'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
          `Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    if (known?.answer) return { ...known.answer, replayed: true };
    if (known) throw keyInUse(key);
    const kept: Kept = { request };
    this.#byKey.set(key, kept);
    try {
      const given = await answer();
      if (given.keep) kept.answer = given;
      return { ...given, replayed: false };
    } finally {
      if (!kept.answer) this.#byKey.delete(key);
    }
  }
}

export const keyInUse = (key: string) =>
  new Refusal(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: `There is currently another in-progress request using this idempotency key (${key}).`,
  });
