import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { MailOutcome } from '../../workflows/messages.ts';
import type { Counters } from '../counters.ts';
import type { Mails, MailServer } from './ports.ts';
import type { MailComposer } from './templates.ts';

type Needs = { mails: Mails; mailServer: MailServer; composeMail: MailComposer; counters: Counters };

/** The steps of a mail. */
export function mailActivities({ mails, mailServer, composeMail, counters }: Needs) {
  /** Gives a mail up, and counts it if that is not done yet. */
  async function giveUp(mailId: string, reason: string | null, outcome: 'refused' | 'void' | 'given_up') {
    const kind = await mails.markFailed(mailId, reason);
    if (kind) counters.mails(kind, outcome);
  }

  return {
    /**
     * Sends a mail that is still queued. A repeat finds it sent, unless the worker died between the mail server's
     * answer and the note of it: then the buyer gets it twice, under one Message-ID.
     * @throws ApplicationFailure when it is to be tried again
     */
    async sendMail(mailId: string): Promise<MailOutcome> {
      const mail = await mails.begin(mailId);
      if (!mail) return 'decided';
      const { occasion } = mail;
      if (!occasion) {
        await giveUp(mailId, 'void', 'void');
        return 'failed';
      }
      const delivery = await mailServer.send(await composeMail({ ...mail, occasion }));
      if (delivery.outcome === 'accepted') {
        const kind = await mails.markSent(mailId);
        if (kind) counters.mails(kind, 'sent');
        return 'sent';
      }
      if (delivery.outcome === 'refused') {
        await giveUp(mailId, delivery.reason, 'refused');
        return 'failed';
      }
      await mails.noteAttempt(mailId, delivery.reason);
      counters.mails(mail.kind, 'deferred');
      throw ApplicationFailure.create({
        message: `the mail server did not take it: ${delivery.reason}`,
        type: 'MailDeferred',
        category: ApplicationFailureCategory.BENIGN,
      });
    },

    /** Ends the attempts at a mail that could not be sent for days; the last reason is kept. */
    giveUpMail: (mailId: string): Promise<void> => giveUp(mailId, null, 'given_up'),
  };
}
