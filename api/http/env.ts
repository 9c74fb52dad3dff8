import type { HttpBindings } from '@hono/node-server';
import type { Logger } from 'pino';
import type { Principal } from './principal.ts';

/**
 * What a request carries from one handler to the next. `receivedAt` is when it came, in milliseconds since the epoch;
 * `log` makes the logger of its lines when the first is written; `refusal` is the error code or sentence it was
 * answered with.
 */
export type Env = {
  Bindings: HttpBindings;
  Variables: { receivedAt: number; log?: () => Logger; principal: Principal; refusal?: string };
};
