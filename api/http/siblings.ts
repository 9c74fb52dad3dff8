import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';

/** What the processes of a group ask each other; each message goes through the process that they were started by. */
type Message =
  | { question: string; from?: number }
  | { question: string; others: number }
  | { question: string; to: number; answer: unknown };

const isMessage = (message: unknown): message is Message =>
  typeof message === 'object' && message !== null && 'question' in message;

/** Passes questions on to all other processes, and each answer back to whoever asked. */
export function relayBetweenSiblings(): void {
  cluster.on('message', (from, message: unknown) => {
    if (!isMessage(message)) return;
    if ('to' in message) {
      const asking = cluster.workers?.[message.to];
      if (asking?.isConnected()) asking.send(message);
      return;
    }
    const others = Object.values(cluster.workers ?? {}).filter((one) => one !== from && one?.isConnected());
    from.send({ question: message.question, others: others.length });
    for (const one of others) one?.send({ question: message.question, from: from.id });
  });
}

export type Siblings<Answer> = () => Promise<Answer[]>;

/**
 * Answers the questions of the other processes of this group by `answer`, and returns a function that asks them all.
 * A process that does not answer within `withinMs` is left out, because it may be frozen or about to end; where this
 * process is alone there are no answers.
 */
export function siblings<Answer>(answer: () => Promise<Answer>, withinMs: number): Siblings<Answer> {
  if (!cluster.isWorker) return async () => [];
  const asked = new Map<string, (message: Message) => void>();
  const send = (message: Message) => process.connected && process.send!(message);
  process.on('message', (message: unknown) => {
    if (!isMessage(message)) return;
    const { question } = message;
    if (!('from' in message)) asked.get(question)?.(message);
    else
      void answer().then(
        (given) => send({ question, to: message.from!, answer: given }),
        () => undefined,
      );
  });

  return () =>
    new Promise((resolve) => {
      const question = randomUUID();
      const answers: Answer[] = [];
      let expected = Infinity;
      const finish = () => {
        clearTimeout(late);
        asked.delete(question);
        resolve(answers);
      };
      const late = setTimeout(finish, withinMs);
      asked.set(question, (message) => {
        if ('others' in message) expected = message.others;
        else if ('answer' in message) answers.push(message.answer as Answer);
        if (answers.length >= expected) finish();
      });
      send({ question });
    });
}
