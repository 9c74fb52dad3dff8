export type Refused = { request: string; message: string };

/**
 * What the API version of the library has no more, while the specification of stripe-mock, which is one release behind,
 * still has it.
 */
const removed = /^POST \/v1\/payment_intents[^ ]* (.*&)?(payment_method_types)(\[|%5B)/;

/** Sends every request to stripe-mock as well, which knows each parameter of the real API and refuses all others. */
export function parameterCheck(mockUrl: string) {
  const refused: Refused[] = [];
  return {
    /** What was refused so far, for the end of a test. */
    refused,
    /** Why the real API would refuse the parameters, or undefined. */
    async refuse(method: string, path: string, body: string): Promise<string | undefined> {
      const request = `${method} ${path} ${body}`;
      const refusal = (message: string): string => {
        refused.push({ request, message });
        return message;
      };
      const [, , parameter] = removed.exec(request) ?? [];
      if (parameter) return refusal(`Received unknown parameter: ${parameter}`);
      const answer = await fetch(`${mockUrl}${path}`, {
        method,
        headers: { authorization: 'Bearer sk_test_double', 'content-type': 'application/x-www-form-urlencoded' },
        ...(method === 'GET' ? {} : { body }),
      });
      const text = await answer.text();
      if (answer.ok) return undefined;
      return refusal(`stripe-mock says ${answer.status}: ${text}`);
    },
  };
}
