import { MockActivityEnvironment } from '@temporalio/testing';
import { onTestFinished } from 'vitest';
import { createActivities } from '../../../activities/activities.ts';
import { connectPorts, type Connections } from '../../../activities/connect.ts';
import { noCounters, type Counters } from '../../../activities/counters.ts';
import { readConfig } from '../../../config.ts';
import { testMailServer, type Behaviour } from '../../mail-server.ts';

type Needs = Pick<Connections, 'db' | 'redis' | 'temporal'> & { environment: Record<string, string> };

/** The step that sends a mail, with a mail server that answers as `answerOf` says. `counted`: what it has counted. */
export async function sender({ environment, ...stores }: Needs, answerOf?: (before: number) => Behaviour) {
  const server = await testMailServer(answerOf);
  onTestFinished(server.close);
  const config = readConfig({ ...environment, SMTP_URL: server.url, MAIL_FROM: 'TicketDrop <tickets@example.com>' });
  const counted: string[] = [];
  const counters: Counters = { ...noCounters, mails: (kind, outcome) => counted.push(`${kind} ${outcome}`) };
  const ports = connectPorts(stores, config, counters);
  onTestFinished(ports.mailServer.close);
  const { sendMail, giveUpMail } = createActivities(ports);
  const inWorker = new MockActivityEnvironment();
  return {
    server,
    counted,
    send: (id: string) => inWorker.run(sendMail, id) as Promise<string>,
    giveUp: (id: string) => inWorker.run(giveUpMail, id),
    row: (id: string) => stores.db.mail.findUniqueOrThrow({ where: { id } }),
  };
}
