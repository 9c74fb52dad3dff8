import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../../api/app.ts';
import { createDeps } from '../../../api/deps.ts';
import { readConfig } from '../../../config.ts';
import { workflowIds } from '../../../workflows/messages.ts';
import { stack } from '../../harness.ts';

const { db, drop, environment, redis, temporal } = stack();

async function held(capacity = 10, quantity = 2) {
  const event = await drop({ capacity });
  const ada = await event.buyer().enter();
  const reservation = await ada.reserve(quantity);
  return { ...event, ada, reservation: reservation.body as { id: string } };
}

describe('idempotency', () => {
  it('gives a buyer who reserves three times at once one hold, and never answers that it is sold out', async () => {
    const { buyer, tiers } = await drop({ capacity: 1 });
    const ada = await buyer().enter();
    const answers = await Promise.all([ada.reserve(1), ada.reserve(1), ada.reserve(1)]);
    const [first] = answers.filter(({ status }) => status === 201);
    for (const { status, body } of answers) {
      // A request that comes after the hold was made is answered with this hold.
      if (status === 201) expect(body).toMatchObject({ id: first!.body.id, expires_at: first!.body.expires_at });
      else expect({ status, reservation: body.reservation_id }).toEqual({ status: 409, reservation: first!.body.id });
    }
    expect(await tiers()).toMatchObject([{ held: 1 }]);
  });

  it('answers a repeated checkout with the same session and says that it is a repeat', async () => {
    const { ada, reservation } = await held();
    const key = randomUUID();
    const first = await ada.checkout(reservation.id, key);
    const again = await ada.checkout(reservation.id, key);
    expect(first.status).toBe(201);
    expect(again).toMatchObject({
      status: 200,
      body: { id: first.body.id, message: expect.stringContaining('idempotent') },
      headers: { 'idempotent-replayed': 'true' },
    });
  });

  it('opens one session when four checkouts with one key come at once', async () => {
    const { ada, reservation } = await held();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 4 }, () => ada.checkout(reservation.id, key)));
    for (const { status } of answers) expect([200, 201]).toContain(status);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await db.checkoutSession.count({ where: { reservation_id: reservation.id } })).toBe(1);
  });

  it('F2 refuses a key with another body, and treats the same key of another buyer as another key', async () => {
    const { ada, reservation } = await held();
    const key = randomUUID();
    const session = await ada.checkout(reservation.id, key);
    expect(await ada.checkout(randomUUID(), key)).toMatchObject({
      status: 422,
      body: { error: 'idempotency_key_reused' },
    });
    const { ada: eve, reservation: hers } = await held();
    const other = await eve.checkout(hers.id, key);
    expect(other.status).toBe(201);
    expect(other.body.id).not.toBe(session.body.id);
  });

  it('remembers a second key of the same session', async () => {
    const { ada, reservation } = await held();
    const session = await ada.checkout(reservation.id);
    const second = randomUUID();
    expect(await ada.checkout(reservation.id, second)).toMatchObject({ status: 200, body: { id: session.body.id } });
    expect((await ada.checkout(randomUUID(), second)).status).toBe(422);
  });

  it('charges once and issues once when ten confirms come at once', async () => {
    const { ada, reservation, tickets, orders } = await held();
    const session = await ada.checkout(reservation.id);
    const answers = await Promise.all(Array.from({ length: 10 }, () => ada.confirm(session.body.id)));
    for (const { status } of answers) expect([200, 201]).toContain(status);
    const [first] = answers;
    for (const { body } of answers) expect({ ...body, message: '' }).toEqual({ ...first!.body, message: '' });
    expect(await orders()).toHaveLength(1);
    expect(await tickets()).toHaveLength(2);
    expect(
      await db.simulatedCharge.findMany({ where: { idempotency_key: workflowIds.reservation(reservation.id) } }),
    ).toMatchObject([{ status: 'captured' }]);
  });

  it('F44 answers a first confirm with 201 also when its workflow ended before the answer came', async () => {
    const { ada, reservation } = await held();
    const session = await ada.checkout(reservation.id);
    const config = readConfig(environment);
    const deps = createDeps({ config, db, reads: db, redis, temporal, log: pino({ level: 'silent' }) });
    const confirm: typeof deps.purchaseUpdates.confirm = async (id, payment) => {
      // The purchase is paid and its workflow ends; the answer is lost, and what is sent again finds no workflow.
      await deps.purchaseUpdates.confirm(id, payment);
      await temporal.workflow.getHandle(workflowIds.reservation(id)).result();
      return deps.purchaseUpdates.confirm(id, { simulate: 'fail' });
    };
    const app = createApp({ ...deps, purchaseUpdates: { ...deps.purchaseUpdates, confirm } });
    const body = JSON.stringify({ checkout_id: session.body.id, simulate: 'success' });
    const headers = { 'content-type': 'application/json', 'x-user-id': ada.id };
    const ask = () => app.request('/checkout/confirm', { method: 'POST', body, headers });
    expect((await ask()).status).toBe(201);
    expect((await ask()).status).toBe(200);
  });

  it('answers a repeat from Postgres, also when Temporal is unreachable', async () => {
    const { ada, reservation } = await held();
    const key = randomUUID();
    const session = await ada.checkout(reservation.id, key);
    const first = await ada.confirm(session.body.id);
    const connection = Connection.lazy({ address: '127.0.0.1:1' });
    const config = readConfig(environment);
    const appWithoutTemporal = createApp(
      createDeps({
        config,
        db,
        reads: db,
        redis,
        temporal: new Client({ connection }),
        log: pino({ level: 'silent' }),
      }),
    );
    const repeat = async (path: string, body: object) => {
      const headers = { 'content-type': 'application/json', 'x-user-id': ada.id, 'idempotency-key': key };
      const answer = await appWithoutTemporal.request(path, { method: 'POST', body: JSON.stringify(body), headers });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    const again = await repeat('/checkout/confirm', { checkout_id: session.body.id, simulate: 'success' });
    expect(again).toMatchObject({ status: 200, body: { message: expect.stringContaining('idempotent') } });
    expect({ ...again.body, message: '' }).toEqual({ ...first.body, message: '' });
    expect(await repeat('/checkout/sessions', { reservation_id: reservation.id })).toMatchObject({
      status: 200,
      body: { id: session.body.id },
    });
    await connection.close();
  });
});
