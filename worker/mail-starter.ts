import { setTimeout as pauseFor } from 'node:timers/promises';
import pMap from 'p-map';
import type { Logger } from 'pino';
import type { Mails, MailWorkflows } from '../activities/mail/ports.ts';
import type { PlaceStreams } from '../activities/waiting-room/ports.ts';

const EVERY_MS = 2_000;
/** A mail takes this process 50 ms, most of them for its PDF. So it makes way in a rush, until mails are late. */
const AT_ONCE = { rush: 2, quiet: 16 };
const LONG_MS = 600_000;
const STARTS_AT_ONCE = 4;
/** Orders of an event whose buyers are told of something, in one transaction. */
const ANNOUNCED_AT_ONCE = 200;

type Needs = {
  mails: Pick<Mails, 'queueAnnounced' | 'takeDue' | 'passedOn'>;
  mailWorkflows: MailWorkflows;
  placeStreams: Pick<PlaceStreams, 'isRush'>;
  log: Logger;
  signal: AbortSignal;
};

/**
 * Starts the workflow of every queued mail, until `signal` aborts. It looks every two seconds, at an index that is
 * empty while nothing is queued, so that a purchase has nothing to do with it. A start is repeated until one went well;
 * Temporal has one workflow for a mail, however often it is started. What all buyers of an event are told is queued
 * here, too, page by page.
 */
export async function passMailsOn({ mails, mailWorkflows, placeStreams, log, signal }: Needs): Promise<void> {
  let isLate = false;
  const logIt = (failure: unknown) => {
    if (!signal.aborted) log.warn({ err: failure }, 'queued mails could not be passed on; trying again');
  };
  while (!signal.aborted) {
    // What cannot be announced holds up no receipt.
    await mails.queueAnnounced(ANNOUNCED_AT_ONCE).catch(logIt);
    try {
      const makesWay = !isLate && (await placeStreams.isRush());
      const due = await mails.takeDue(makesWay ? AT_ONCE.rush : AT_ONCE.quiet);
      isLate = due.some(({ ageMs }) => ageMs > LONG_MS);
      const passOn = async (id: string) => {
        await mailWorkflows.start(id);
        await mails.passedOn(id);
      };
      await pMap(due, ({ id }) => passOn(id), { concurrency: STARTS_AT_ONCE, stopOnError: false });
    } catch (failure) {
      logIt(failure);
    }
    await pauseFor(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
