import { once } from 'node:events';
import type { Socket } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { freePort } from '../scripts/ports.ts';

/** What the server does with a mail that it has received whole: a number is the code of its answer. */
export type Behaviour = 'accept' | 'stall' | 'die' | number;

export type Received = { recipients: string[]; parsed: ParsedMail };

/** A mail server that answers each mail as `answerOf` says, by how many came before it. */
export async function testMailServer(answerOf: (before: number) => Behaviour | Promise<Behaviour> = () => 'accept') {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  let mostAtOnce = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    closeTimeout: 0,
    onData(stream, { envelope }, answer) {
      const answerMail = async (parsed: ParsedMail) => {
        const before = received.length;
        received.push({ recipients: envelope.rcptTo.map(({ address }) => address), parsed });
        const behaviour = await answerOf(before);
        if (behaviour === 'accept') answer();
        else if (behaviour === 'die') for (const socket of sockets) socket.destroy();
        else if (behaviour !== 'stall') {
          const [recipient] = envelope.rcptTo;
          const text = `${behaviour === 550 ? '5.1.1' : '4.7.1'} <${recipient!.address}> not now`;
          answer(Object.assign(new Error(text), { responseCode: behaviour }));
        }
      };
      // A connection that the client gave up is no mail.
      simpleParser(stream).then(answerMail).catch(answer);
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    mostAtOnce = Math.max(mostAtOnce, sockets.size);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    /** The most connections that were open at a time. */
    mostAtOnce: () => mostAtOnce,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((closed) => server.close(closed));
    },
  };
}
