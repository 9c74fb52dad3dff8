import { randomUUID } from 'node:crypto';
import { Client, Connection, WithStartWorkflowOperation } from '@temporalio/client';
import { Hono } from 'hono';
import { connectRedis } from '../../activities/redis.ts';
import { redisWaitingRoom } from '../../activities/waiting-room/waiting-room.ts';
import { startServer } from '../../api/http/server.ts';
import { readConfig } from '../../config.ts';
import { eventIdAttribute } from '../../workflows/messages.ts';
import { checkout, confirm, hold, queue, type MessagesWorkflow } from './messages.ts';

/**
 * A server without the product's code, on the product's own stack. It has an empty Hono route, routes that run a single
 * Lua script, and a route for each message of a purchase, which goes to workflows whose activities do nothing.
 */
const config = readConfig(process.env);
const redis = connectRedis(config.REDIS_URL);
await redis.connect();
const room = redisWaitingRoom(redis);
const temporal = new Client({ connection: Connection.lazy({ address: config.TEMPORAL_ADDRESS }) });
const handle = (id: string) => temporal.workflow.getHandle<MessagesWorkflow>(id);

const app = new Hono()
  .get('/ready', async (c) => {
    await redis.ping();
    return c.text('ready');
  })
  .on(['GET', 'POST'], '/empty', (c) => c.json({ ok: true }))
  .post('/script/:event/join', async (c) =>
    c.json(await room.join(c.req.param('event'), { token: randomUUID(), buyerId: c.req.header('x-user-id') ?? '' })),
  )
  .get('/script/:event/status', async (c) =>
    c.json(await room.standing(c.req.param('event'), c.req.query('token') ?? '')),
  )
  .post('/messages/:id/hold', async (c) => {
    const startWorkflowOperation = new WithStartWorkflowOperation<MessagesWorkflow>('messages', {
      workflowId: c.req.param('id'),
      taskQueue: queue,
      args: [],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      typedSearchAttributes: [{ key: eventIdAttribute, value: c.req.param('id') }],
    });
    await temporal.workflow.executeUpdateWithStart(hold, { startWorkflowOperation, updateId: 'hold' });
    return c.json({ ok: true });
  })
  .post('/messages/:id/checkout', async (c) => {
    await handle(c.req.param('id')).executeUpdate(checkout, { updateId: 'checkout' });
    return c.json({ ok: true });
  })
  .post('/messages/:id/confirm', async (c) => {
    await handle(c.req.param('id')).executeUpdate(confirm, { updateId: 'confirm' });
    return c.json({ ok: true });
  });

const server = await startServer(app.fetch, { hostname: '127.0.0.1', port: Number(process.argv[2]) });
process.once('SIGTERM', () => void server.stop(1_000).then(() => process.exit()));
