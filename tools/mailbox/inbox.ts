import { once } from 'node:events';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** Older ones are forgotten. */
const MOST_MAILS = 500;
const MAX_BYTES = 10_000_000;

export type ReceivedMail = { id: number; recipients: string[]; parsed: ParsedMail };

/** A mail server that takes every mail, from this machine alone, and keeps the newest in memory. */
export async function openInbox(port: number) {
  const mails: ReceivedMail[] = [];
  let count = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: MAX_BYTES,
    logger: false,
    onData(stream, { envelope }, taken) {
      simpleParser(stream).then(
        (parsed) => {
          count += 1;
          mails.unshift({ id: count, recipients: envelope.rcptTo.map(({ address }) => address), parsed });
          mails.splice(MOST_MAILS);
          taken();
        },
        (failure: Error) => taken(failure),
      );
    },
  });
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    /** Newest first. */
    mails: (): readonly ReceivedMail[] => mails,
    find: (id: number) => mails.find((mail) => mail.id === id),
    close: () => new Promise<void>((closed) => server.close(closed)),
  };
}

export type Inbox = Awaited<ReturnType<typeof openInbox>>;
