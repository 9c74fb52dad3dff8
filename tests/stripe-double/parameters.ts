export type Refused = { request: string; message: string };

/** Sends every request to stripe-mock as well, which knows each parameter of the real API and refuses all others. */
export function parameterCheck(mockUrl: string) {
  const refused: Refused[] = [];
  return {
    /** What was refused so far, for the end of a test. */
    refused,
    /** Why the real API would refuse the parameters, or undefined. */
    async refuse(method: string, path: string, body: string): Promise<string | undefined> {
      const answer = await fetch(`${mockUrl}${path}`, {
        method,
        headers: { authorization: 'Bearer sk_test_double', 'content-type': 'application/x-www-form-urlencoded' },
        ...(method === 'GET' ? {} : { body }),
      });
      const text = await answer.text();
      if (answer.ok) return undefined;
      const message = `stripe-mock says ${answer.status}: ${text}`;
      refused.push({ request: `${method} ${path} ${body}`, message });
      return message;
    },
  };
}
