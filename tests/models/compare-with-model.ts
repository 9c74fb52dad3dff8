import { isDeepStrictEqual } from 'node:util';

/**
 * A real port that compares each answer with the model's answer to the same call; calls that the model does not have
 * are not compared. A mismatch goes to `onMismatch` and is thrown.
 */
export function comparedWithModel<Port extends object>(
  port: Port,
  model: object,
  onMismatch: (mismatch: Error) => void,
): Port {
  return new Proxy(port, {
    get: (target, method) => {
      const real: unknown = Reflect.get(target, method);
      if (typeof real !== 'function') return real;
      return async (...args: unknown[]) => {
        const answer = await (real as (...args: unknown[]) => Promise<unknown>)(...args);
        const modelMethod: unknown = Reflect.get(model, method);
        if (typeof modelMethod !== 'function') return answer;
        const expected = modelMethod.apply(model, args) as unknown;
        if (matches(answer, expected)) return answer;
        const call = `${String(method)}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`;
        const mismatch = new Error(`${call} answered ${JSON.stringify(answer)} instead of ${JSON.stringify(expected)}`);
        onMismatch(mismatch);
        throw mismatch;
      };
    },
  });
}

/** Whether an answer has every expected field; further fields are ignored. */
function matches(answer: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || typeof answer !== 'object' || expected === null || answer === null)
    return answer === expected;
  return Object.entries(expected).every(([field, value]) => isDeepStrictEqual(Reflect.get(answer, field), value));
}
