import type { Context } from 'hono';
import type { Env } from './env.ts';

/**
 * Sets a header of an answer that is not made yet, on Node's response where a server is in front. On Hono's side it
 * would cost more: the headers of the answer become an object that the server takes apart again.
 */
export function setAnswerHeader(c: Context<Env>, name: string, value: string): void {
  const response: Env['Bindings']['outgoing'] | undefined = c.env?.outgoing;
  if (response) response.setHeader(name, value);
  else c.header(name, value);
}
