import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stack } from '../../harness.ts';
import { expectProblem } from './problem.ts';

const { db, drop } = stack();

async function held() {
  const { buyer } = await drop();
  const ada = await buyer().enter();
  const { id } = (await ada.reserve(1)).body as { id: string };
  return { ada, id, row: () => db.checkoutSession.findUniqueOrThrow({ where: { reservation_id: id } }) };
}

describe('the name and the address of a buyer', () => {
  it('go from the checkout into the order, without the spaces that keyboards leave', async () => {
    const { ada, id } = await held();
    const buyer = { name: '  Ada \u00a0 Lovelace ', email: ' ada+1@example.org ' };
    const session = await ada.checkout(id, randomUUID(), buyer);
    expect(session).toMatchObject({
      status: 201,
      body: { buyer: { name: 'Ada Lovelace', email: 'ada+1@example.org' } },
    });
    const { order } = (await ada.confirm(session.body.id)).body;
    expect(await db.order.findUniqueOrThrow({ where: { id: order.id } })).toMatchObject({
      buyer_name: 'Ada Lovelace',
      buyer_email: 'ada+1@example.org',
    });
  });

  it('may be corrected until the order is paid', async () => {
    const { ada, id, row } = await held();
    const [first, second] = [randomUUID(), randomUUID()];
    await ada.checkout(id, first, { name: 'Ada', email: 'ada@exmple.org' });
    const corrected = await ada.checkout(id, second, { name: 'Ada', email: 'ada@example.org' });
    expect(corrected).toMatchObject({ status: 200, body: { buyer: { email: 'ada@example.org' } } });
    // A repeat of the first request, which was long on its way, undoes nothing.
    const late = await ada.checkout(id, first, { name: 'Ada', email: 'ada@exmple.org' });
    expect(late).toMatchObject({ status: 200, headers: { 'idempotent-replayed': 'true' } });
    expect((await row()).buyer_email).toBe('ada@example.org');
    await ada.confirm(corrected.body.id);
    await ada.checkout(id, randomUUID(), { email: 'eve@example.org' });
    expect((await row()).buyer_email).toBe('ada@example.org');
  });

  it('are written by a repeat when the first answer got lost before they were', async () => {
    const { ada, id, row } = await held();
    const key = randomUUID();
    const buyer = { name: 'Ada', email: 'ada@example.org' };
    await ada.checkout(id, key, buyer);
    await db.checkoutSession.update({ where: { reservation_id: id }, data: { buyer_name: null, buyer_email: null } });
    expect((await ada.checkout(id, key, buyer)).body.buyer).toEqual(buyer);
    expect(await row()).toMatchObject({ buyer_name: 'Ada', buyer_email: 'ada@example.org' });
  });

  it('belong to the body of a key', async () => {
    const { ada, id } = await held();
    const key = randomUUID();
    await ada.checkout(id, key, { email: 'ada@example.org' });
    expect(expectProblem(await ada.checkout(id, key, { email: 'eve@example.org' })).status).toBe(422);
    expect(expectProblem(await ada.checkout(id, key)).status).toBe(422);
  });

  it('may be left out', async () => {
    const { ada, id, row } = await held();
    expect(await ada.checkout(id)).toMatchObject({ status: 201, body: { buyer: { name: null, email: null } } });
    expect(await row()).toMatchObject({ buyer_name: null, buyer_email: null });
  });

  it.each([
    { email: 'ada' },
    { email: 'ada@example' },
    { email: 'ada@example.org\r\nBcc: eve@example.org' },
    { email: 'ada@example.org, eve@example.org' },
    { email: 'ada@example.org\0' },
    { email: `${'a'.repeat(65)}@example.org` },
    { email: `ada@${'a.'.repeat(130)}org` },
    { name: 'Ada\r\nBcc: eve@example.org' },
    { name: 'x'.repeat(101) },
    { phone: '1' },
  ])('are refused as %j', async (buyer) => {
    const { ada, id, row } = await held();
    expect(expectProblem(await ada.checkout(id, randomUUID(), buyer)).status).toBe(400);
    await expect(row()).rejects.toThrow();
  });
});
