import type { Mails, MailTrouble } from '../mail/ports.ts';
import type { Finding } from './finding.ts';

/** A mail that waits for longer was tried several times, or nobody sends any. */
const WAITING_SECONDS = 900;
const FAILED_SECONDS = 86_400;

type Needs = { mails: Pick<Mails, 'troubles' | 'lateAnnouncements'> };

/** Mails that wait for too long, and those that failed in the last day, with what to do next. No repair sends them. */
export async function mailTroubles({ mails }: Needs): Promise<Finding[]> {
  const [troubles, late] = await Promise.all([
    mails.troubles(WAITING_SECONDS, FAILED_SECONDS),
    mails.lateAnnouncements(WAITING_SECONDS),
  ]);
  return [
    ...troubles.map((trouble) => ({
      subject: `mails of the kind ${trouble.kind}`,
      problem: `${trouble.state === 'queued' ? waitingText(trouble) : failedText(trouble)} ${nextStep(trouble)}`,
    })),
    ...late.map(({ eventId, dueSeconds }) => ({
      subject: `event ${eventId}`,
      problem:
        `its buyers are to be told of a change for ${timeText(dueSeconds)}, and not all of them are yet. ` +
        'See that a worker runs, and that it has SMTP_URL and MAIL_FROM.',
    })),
  ];
}

const waitingText = ({ count, oldestSeconds, reason }: MailTrouble) =>
  `${count} ${count === 1 ? 'waits' : 'wait'}, the oldest for ${timeText(oldestSeconds)}` +
  `${reason === null ? '' : `; last answer: ${reason}`}.`;
const failedText = ({ count, reason }: MailTrouble) =>
  `${count} failed in the last day: ${reason ?? 'given up after three days'}.`;

function nextStep({ state, reason }: MailTrouble): string {
  if (state === 'failed' && reason?.startsWith('5'))
    return 'Correct the address on the page of the order, and send it again from there.';
  if (state === 'failed') return 'Send it again from the page of its order once the mail server takes mails.';
  if (reason === null || reason === 'not_configured')
    return 'See that a worker runs, and that it has SMTP_URL and MAIL_FROM.';
  if (reason === 'EAUTH' || /^53[05]/.test(reason)) return 'Correct user and password in SMTP_URL.';
  return 'See that the mail server at SMTP_URL answers; they go out by themselves once it does.';
}

function timeText(seconds: number): string {
  if (seconds < 5_400) return `${Math.round(seconds / 60)} minutes`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} hours` : `${Math.round(seconds / 86_400)} days`;
}
