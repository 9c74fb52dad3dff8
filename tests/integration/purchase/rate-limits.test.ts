import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../../api/app.ts';
import { createDeps } from '../../../api/deps.ts';
import { readConfig } from '../../../config.ts';
import { eventually, stack, type Buyer } from '../../harness.ts';

const { db, drop, environment, redis, temporal } = stack();
const PER_MINUTE = 3;
/** Stands for the connection that a request came over. */
const incoming = { socket: { remoteAddress: '127.0.0.1' }, headers: {} };

/** An API that limits each route to three requests a minute, whose Temporal can be away. */
function limitedApi() {
  const away = Connection.lazy({ address: '127.0.0.1:1' });
  onTestFinished(() => away.close());
  const config = {
    ...readConfig(environment),
    RATE_LIMIT_RESERVATIONS: PER_MINUTE,
    RATE_LIMIT_CHECKOUT_SESSIONS: PER_MINUTE,
    RATE_LIMIT_CHECKOUT_CONFIRM: PER_MINUTE,
  };
  const app = (client: Client) =>
    createApp(createDeps({ config, db, reads: db, redis, temporal: client, log: pino({ level: 'silent' }) }));
  const send = (api: ReturnType<typeof app>) => async (buyer: Buyer, path: string, body: object) => {
    const headers = { 'content-type': 'application/json', 'x-user-id': buyer.id, 'idempotency-key': randomUUID() };
    const answer = await api.request(path, { method: 'POST', body: JSON.stringify(body), headers }, { incoming });
    return { status: answer.status, body: (await answer.json()) as Record<string, any> };
  };
  return { whileAway: send(app(new Client({ connection: away }))), whileUp: send(app(temporal)) };
}

describe('a rate limit', () => {
  it('F47 does not count requests that failed because of us, on every limited route of a purchase', async () => {
    const { eventId, tierIds, buyer } = await drop();
    const ada = await buyer().enter();
    const { whileAway, whileUp } = limitedApi();
    const counted = async () => {
      const keys = await redis.keys(`td:limit:*:${ada.id}*`);
      return (await Promise.all(keys.map((key) => redis.get(key)))).map(Number);
    };
    const untilUp = async (path: string, body: object, success: number) => {
      const before = await counted();
      for (let round = 0; round < 2; round += 1) {
        const answers = await Promise.all(Array.from({ length: PER_MINUTE }, () => whileAway(ada, path, body)));
        expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
        // Long before a buyer tries again as told, nothing is counted any more.
        const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
        await eventually(counted, (counts) => sum(counts) === sum(before));
      }
      const answer = await whileUp(ada, path, body);
      expect(answer.status).toBe(success);
      return answer.body;
    };
    const wish = { tier_id: tierIds[0], quantity: 1, token: ada.token };
    const hold = await untilUp(`/events/${eventId}/reservations`, wish, 201);
    const session = await untilUp('/checkout/sessions', { reservation_id: hold['id'] }, 201);
    await untilUp('/checkout/confirm', { checkout_id: session['id'], simulate: 'success' }, 201);
  });

  it('counts requests that were answered, refusals included', async () => {
    const { eventId, buyer } = await drop();
    const ada = await buyer().enter();
    const { whileUp } = limitedApi();
    const wish = { tier_id: randomUUID(), quantity: 1, token: ada.token };
    const statuses: number[] = [];
    for (let i = 0; i <= PER_MINUTE; i += 1) {
      statuses.push((await whileUp(ada, `/events/${eventId}/reservations`, wish)).status);
    }
    expect(statuses).toEqual([404, 404, 404, 429]);
  });
});
