import { serve } from '@hono/node-server';
import { z } from 'zod';
import { port, readVariables } from '../../config.ts';
import { openInbox } from './inbox.ts';
import { mailboxPages } from './pages.ts';

/** The mailbox that `npm start` brings up where no mail server is named: on this machine alone, in memory alone. */
const { MAILBOX_PORT, MAILBOX_SMTP_PORT } = readVariables(
  z.object({ MAILBOX_PORT: port(8025), MAILBOX_SMTP_PORT: port(1025) }),
  process.env,
);
const inbox = await openInbox(MAILBOX_SMTP_PORT);
serve({ fetch: mailboxPages(inbox).fetch, hostname: '127.0.0.1', port: MAILBOX_PORT });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
