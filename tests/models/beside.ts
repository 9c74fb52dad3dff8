import { isDeepStrictEqual } from 'node:util';

/** A real port whose every answer is compared with what its twin says to the same call, where it has that call. `wrong` hears of the first that differs. */
export function beside<Port extends object>(port: Port, twin: object, wrong: (failure: Error) => void): Port {
  return new Proxy(port, {
    get:
      (target, method) =>
      async (...args: unknown[]) => {
        const answer = await (Reflect.get(target, method) as (...args: unknown[]) => Promise<unknown>)(...args);
        const say: unknown = Reflect.get(twin, method);
        if (typeof say !== 'function') return answer;
        const expected = say.apply(twin, args) as unknown;
        if (matches(answer, expected)) return answer;
        const failure = new Error(
          `${String(method)}(${args.map((arg) => JSON.stringify(arg)).join(', ')}) answered ${JSON.stringify(answer)} instead of ${JSON.stringify(expected)}`,
        );
        wrong(failure);
        throw failure;
      },
  });
}

/** Whether an answer has everything that is expected of it; it may say more. */
function matches(answer: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || typeof answer !== 'object' || expected === null || answer === null)
    return answer === expected;
  return Object.entries(expected).every(([field, value]) => isDeepStrictEqual(Reflect.get(answer, field), value));
}
