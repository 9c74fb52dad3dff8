import { z } from 'zod';
import { port } from '../config.ts';

/** The variables that only `npm start` and `npm test` read; `.env.example` lists them too. */
export const ScriptVariables = z.object({
  POSTGRES_PORT: port(54_329),
  REDIS_PORT: port(63_799),
  TEMPORAL_PORT: port(7233),
  TEMPORAL_UI_PORT: port(8233),
  MAILBOX_PORT: port(8025),
  TICKETDROP_CACHE: z.string().optional(),
  TEMPORAL_TEST_SERVER: z.string().optional(),
  CHROMIUM_PATH: z.string().optional(),
});
