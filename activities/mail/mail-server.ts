import { createTransport } from 'nodemailer';
import type { Config } from '../../config.ts';
import type { Delivery, MailServer } from './ports.ts';

/** How many connections a worker opens to the mail server; the mails of a burst take turns on them. */
export const CONNECTIONS = 3;
const MAILS_PER_CONNECTION = 100;
/** Each shorter than an attempt may last (workflows/mail.ts), so that a mail server that stalls is told from us. */
const CONNECT_MS = 5_000;
const SILENCE_MS = 10_000;

type Named = Pick<Config, 'SMTP_URL' | 'MAIL_FROM'>;

/** One address and nothing else: a library may find a second one in a text with a line break or a comma. */
const oneAddress = /^[^\s<>"(),:;@]+@[^\s<>"(),:;@]+$/;

/** The right side of the sender's address. */
export const senderHost = (from = ''): string => /@([^\s<>@]+?)>?$/.exec(from)?.[1] ?? 'localhost';

/** The mail server that SMTP_URL names; its connections are opened with the first mail. Without one nothing is sent. */
export function smtpServer({ SMTP_URL, MAIL_FROM }: Named): MailServer {
  let transport: ReturnType<typeof openTransport> | undefined;
  return {
    async send({ recipient, ...message }) {
      if (SMTP_URL === undefined || MAIL_FROM === undefined) return { outcome: 'deferred', reason: 'not_configured' };
      if (!oneAddress.test(recipient)) return { outcome: 'refused', reason: 'invalid_address' };
      transport ??= openTransport(new URL(SMTP_URL));
      try {
        await transport.sendMail({
          ...message,
          from: MAIL_FROM,
          to: { name: '', address: recipient },
          envelope: { from: /<(.+)>$/.exec(MAIL_FROM)?.[1] ?? MAIL_FROM, to: [recipient] },
          headers: { 'Auto-Submitted': 'auto-generated' },
          disableFileAccess: true,
          disableUrlAccess: true,
        });
        return { outcome: 'accepted' };
      } catch (failure) {
        return deliveryOf(failure as SmtpFailure);
      }
    },
    close: () => transport?.close(),
  };
}

function openTransport({ protocol, hostname, port, username, password }: URL) {
  const secure = protocol === 'smtps:';
  const auth = username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : undefined;
  return createTransport({
    host: hostname,
    port: port ? Number(port) : secure ? 465 : 587,
    secure,
    // A password is never sent in the open, except on this machine.
    requireTLS: auth !== undefined && !/^(localhost|127\.|\[::1\])/.test(hostname),
    ...(auth && { auth }),
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: MAILS_PER_CONNECTION,
    // The workflow decides when a mail is tried again.
    maxRequeues: 0,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
  });
}

export type SmtpFailure = { code?: string; responseCode?: number; response?: string };

/**
 * What a failure means. Only a 5xx about this mail, its sender, recipient or content, is final (RFC 5321, 4.2.1); one
 * about us, such as a wrong password, is retried, because the operator can correct it.
 */
export function deliveryOf({ code = 'unknown', responseCode, response = '' }: SmtpFailure): Delivery {
  const aboutMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const isFinal = aboutMail && (responseCode === undefined || responseCode >= 500);
  // The text of an answer quotes addresses; its enhanced status code (RFC 3463) says enough.
  const [, enhanced] = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response) ?? [];
  const reason = responseCode === undefined ? code : [responseCode, enhanced].filter(Boolean).join(' ');
  return { outcome: isFinal ? 'refused' : 'deferred', reason };
}
