import type { Config } from '../../config.ts';
import type { Mail } from '../../prisma/generated/client.ts';

type SentMail = Pick<Mail, 'kind' | 'recipient' | 'state' | 'sent_at'>;
type Sending = Pick<Config, 'SMTP_URL'>;

/** What a buyer is shown of the mails about an order, of which the newest of each kind counts. */
export const shownMails = (mails: SentMail[], config: Sending) =>
  mails
    .filter((mail, i) => mails.findIndex(({ kind }) => kind === mail.kind) === i)
    .flatMap((mail) => shownMail(mail, config));

/** The same of the mail with the receipt. */
export function shownReceipt(mails: SentMail[], config: Sending) {
  const [receipt] = shownMails(mails, config).filter(({ kind }) => kind === 'receipt');
  if (!receipt) return null;
  const { kind: _, ...shown } = receipt;
  return shown;
}

/** Enough to see a wrong address; nothing of a mail whose address was erased. */
function shownMail({ kind, recipient, state, sent_at }: SentMail, { SMTP_URL }: Sending) {
  if (recipient === null) return [];
  const shown = state === 'queued' && SMTP_URL === undefined ? ('not_configured' as const) : state;
  return [{ kind, state: shown, to: masked(recipient), sent_at }];
}

/** `a…@example.org`: its owner knows it again, and whoever looks over their shoulder does not learn it. */
export const masked = (address: string): string => address.replace(/^(.)[^@]*@/u, '$1…@');
