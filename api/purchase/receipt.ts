import type { Config } from '../../config.ts';
import type { Mail } from '../../prisma/generated/client.ts';

type ReceiptMail = Pick<Mail, 'recipient' | 'state' | 'sent_at'>;

/** What a buyer is shown of the mails with their receipt, of which the newest counts: enough to see a wrong address. */
export function shownReceipt([newest]: ReceiptMail[], { SMTP_URL }: Pick<Config, 'SMTP_URL'>) {
  if (!newest) return null;
  const { recipient, state, sent_at } = newest;
  const shown = state === 'queued' && SMTP_URL === undefined ? ('not_configured' as const) : state;
  return { state: shown, to: masked(recipient), sent_at };
}

/** `a…@example.org`: its owner knows it again, and whoever looks over their shoulder does not learn it. */
export const masked = (address: string): string => address.replace(/^(.)[^@]*@/u, '$1…@');
