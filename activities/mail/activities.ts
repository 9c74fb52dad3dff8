import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { MailOutcome } from '../../workflows/messages.ts';
import type { Mails, MailServer, Message, OutgoingMail } from './ports.ts';

type Needs = { mails: Mails; mailServer: MailServer; composeMail: (mail: OutgoingMail) => Promise<Message> };

/** The steps of a mail. */
export function mailActivities({ mails, mailServer, composeMail }: Needs) {
  return {
    /**
     * Sends a mail that is still queued. A repeat finds it sent, unless the worker died between the mail server's
     * answer and the note of it: then the buyer gets it twice, under one Message-ID.
     * @throws ApplicationFailure when it is to be tried again
     */
    async sendMail(mailId: string): Promise<MailOutcome> {
      const mail = await mails.begin(mailId);
      if (!mail) return 'decided';
      // Nobody is sent tickets that let nobody in.
      if (mail.isVoid) {
        await mails.markFailed(mailId, 'void');
        return 'failed';
      }
      const delivery = await mailServer.send(await composeMail(mail));
      if (delivery.outcome === 'accepted') {
        await mails.markSent(mailId);
        return 'sent';
      }
      if (delivery.outcome === 'refused') {
        await mails.markFailed(mailId, delivery.reason);
        return 'failed';
      }
      await mails.noteAttempt(mailId, delivery.reason);
      throw ApplicationFailure.create({
        message: `the mail server did not take it: ${delivery.reason}`,
        type: 'MailDeferred',
        category: ApplicationFailureCategory.BENIGN,
      });
    },

    /** Ends the attempts at a mail that could not be sent for days; the last reason is kept. */
    giveUpMail: (mailId: string): Promise<void> => mails.markFailed(mailId, null),
  };
}
