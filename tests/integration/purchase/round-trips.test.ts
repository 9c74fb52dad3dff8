import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createActivities } from '../../../activities/activities.ts';
import { connectPorts, openConnections } from '../../../activities/connect.ts';
import { createApp } from '../../../api/app.ts';
import { createDeps } from '../../../api/deps.ts';
import { startServer } from '../../../api/http/server.ts';
import { readConfig } from '../../../config.ts';
import type { Database } from '../../../prisma/client.ts';
import { Buyer, stack, type Drop } from '../../harness.ts';

const { drop, environment } = stack();
const config = readConfig({ ...environment, RATE_LIMIT_RESERVATIONS: '1000' });

/** Connections that note what is sent through them. */
async function countedConnections() {
  const { close, ...connections } = openConnections(config, { poolSize: 2 });
  onTestFinished(close);
  const { db, redis } = connections;
  await redis.connect();
  let sent = { redis: 0, postgres: [] as string[] };
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command, stream) => {
    // Once a minute the client asks which scripts Redis still has.
    if (command.name !== 'script') sent.redis += 1;
    return send(command, stream);
  };
  const counted = db.$extends({
    query: {
      $allOperations({ model, operation, args, query }) {
        // An event is read once a second, however many buyers come.
        if (model !== 'Event') sent.postgres.push(operation);
        return query(args);
      },
    },
  }) as unknown as Database;
  return {
    connections: { ...connections, db: counted, reads: counted },
    /** What `work` sends: commands of Redis, and queries of Postgres by their kind; a raw one is one statement. */
    async during<Answer>(work: () => Promise<Answer>) {
      sent = { redis: 0, postgres: [] };
      const answer = await work();
      return { answer, sent };
    },
  };
}

const statements = (count: number) => Array.from({ length: count }, () => '$queryRaw');

describe('a purchase', () => {
  it('costs the API three commands of Redis to reserve, later one a step, and at most two statements', async () => {
    const { connections, during } = await countedConnections();
    const app = createApp(createDeps({ ...connections, config, log: pino({ level: 'silent' }) }));
    const server = await startServer(app.fetch, { hostname: '127.0.0.1', port: 0 });
    onTestFinished(() => server.stop(0));
    const { port } = server.address as AddressInfo;
    const sale = await drop({ capacity: 10 });
    const enter = () => new Buyer(`http://127.0.0.1:${port}`, sale.eventId, sale.tierIds, randomUUID()).enter();
    // The first purchase loads the scripts and fills the pool.
    expect((await (await enter()).buy()).status).toBe(201);
    const buyer = await enter();

    const held = await during(() => buyer.reserve());
    expect([held.answer.status, held.sent]).toEqual([201, { redis: 3, postgres: statements(1) }]);
    const opened = await during(() => buyer.checkout(held.answer.body.id));
    expect([opened.answer.status, opened.sent]).toEqual([201, { redis: 1, postgres: statements(2) }]);
    const details = { name: 'Ada', email: 'ada@example.org' };
    const corrected = await during(() => buyer.checkout(held.answer.body.id, randomUUID(), details));
    expect([corrected.answer.status, corrected.sent.postgres]).toEqual([200, statements(2)]);
    const paid = await during(() => buyer.confirm(opened.answer.body.id));
    expect([paid.answer.status, paid.sent]).toEqual([201, { redis: 1, postgres: statements(2) }]);
  });

  it('costs the worker a statement for each of hold and checkout, and five to pay and issue', async () => {
    const { connections, during } = await countedConnections();
    const steps = createActivities(connectPorts(connections, config));
    const sale = await drop({ capacity: 10 });
    await stepsOf(sale, steps, during);
    const [hold, checkout, pay] = await stepsOf(sale, steps, during);
    expect(hold).toEqual({ redis: 0, postgres: statements(1) });
    expect(checkout).toEqual({ redis: 0, postgres: statements(1) });
    // The provider of the demo keeps its record in Postgres, too: it is asked to set the money aside, and to take it.
    expect(pay).toEqual({ redis: 1, postgres: statements(5) });
  });
});

/** Runs the steps of a purchase as its workflow does. @returns what each has sent. */
async function stepsOf(
  { eventId, tierIds }: Pick<Drop, 'eventId' | 'tierIds'>,
  steps: ReturnType<typeof createActivities>,
  during: Awaited<ReturnType<typeof countedConnections>>['during'],
) {
  const [reservationId, buyerId] = [randomUUID(), randomUUID()];
  const workflowExecution = { workflowId: `reservation/${reservationId}`, runId: randomUUID() };
  const inWorker = new MockActivityEnvironment({ workflowExecution });
  const request = { reservationId, eventId, tierId: tierIds[0]!, buyerId, token: randomUUID(), quantity: 1 };
  const intent = { sessionId: randomUUID(), key: randomUUID(), fingerprint: 'the same' };
  const ran = [
    await during(() => inWorker.run(steps.holdTickets, request)),
    await during(() => inWorker.run(steps.openCheckout, reservationId, buyerId, intent)),
    await during(() =>
      inWorker.run(steps.payForTickets, eventId, reservationId, 1, { simulate: 'success' as const }, 1),
    ),
  ];
  expect(ran.map(({ answer }) => answer)).toEqual([
    expect.objectContaining({ outcome: 'held' }),
    expect.objectContaining({ outcome: 'opened' }),
    { outcome: 'issued', orderId: expect.any(String) },
  ]);
  return ran.map(({ sent }) => sent);
}
