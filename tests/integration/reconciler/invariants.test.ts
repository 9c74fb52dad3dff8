import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { violations, violationsIn } from '../../../activities/reconciler/invariants.ts';
import type { Scope } from '../../../activities/reconciler/promises.ts';
import { workflowIds } from '../../../workflows/messages.ts';
import { stack } from '../../harness.ts';

const { db, drop } = stack();

/** Rolls the damage back. */
class Rollback extends Error {}

/** The violations after this damage, done with triggers and foreign keys disabled. It is rolled back at the end. */
async function violationsAfter(damage: string[], scope: Scope) {
  let found: Awaited<ReturnType<typeof violationsIn>> = [];
  await db
    .$transaction(
      async (tx) => {
        await tx.$executeRaw`SET LOCAL session_replication_role = replica`; // neither triggers nor foreign keys
        for (const statement of damage) await tx.$executeRawUnsafe(statement);
        found = await violationsIn(tx, scope);
        throw new Rollback();
      },
      { timeout: 20_000 },
    )
    .catch((failure: unknown) => {
      if (!(failure instanceof Rollback)) throw failure;
    });
  return found;
}

describe('the invariants in Postgres', () => {
  it('hold for an event with a sold, a failed, an open and a cancelled purchase', async () => {
    const { eventId, buyer } = await drop({ capacity: 10 });
    const [paying, failing, holding, leaving] = await Promise.all(Array.from({ length: 4 }, () => buyer().enter()));
    await paying!.buy(2);
    const session = await failing!.checkout((await failing!.reserve(1)).body.id);
    await failing!.confirm(session.body.id, 'fail');
    await holding!.reserve(3);
    await leaving!.giveBack((await leaving!.reserve(1)).body.id);
    expect(await violations(db, { eventId, overdueSeconds: 0, doubtSeconds: 0 })).toEqual([]);
  });

  it('are each reported when broken', async () => {
    const { eventId, buyer, tierIds, orders } = await drop({ capacity: 10 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    await ada.buy(2);
    const held = (await eve.reserve(3)).body.id as string;
    const [order] = await orders();
    const paid = workflowIds.reservation(order!.reservation_id);
    const tier = `UPDATE tiers SET`;
    const ofEvent = `event_id = '${eventId}'`;
    const insertCharge = `INSERT INTO simulated_charges (idempotency_key, amount_cents, status, created_at) VALUES`;
    const copyOfHold = `
      INSERT INTO reservations (id, event_id, tier_id, buyer_id, token, quantity, price_cents, expires_at)
      SELECT 'ffffffff-ffff-4fff-bfff-ffffffffffff',
             event_id, tier_id, buyer_id, token, quantity, price_cents, expires_at
        FROM reservations WHERE id = '${held}'`;
    const cases: [invariant: string, about: RegExp, id: string, damage: string[]][] = [
      [
        'I1',
        /oversold/,
        tierIds[0]!,
        [`ALTER TABLE tiers DROP CONSTRAINT tiers_never_oversold`, `${tier} capacity = 4 WHERE ${ofEvent}`],
      ],
      ['I1', /guard/, 'tiers_never_oversold', [`ALTER TABLE tiers DROP CONSTRAINT tiers_never_oversold`]],
      ['I2', /held/, tierIds[0]!, [`${tier} held = 2 WHERE ${ofEvent}`]],
      ['I2', /sold/, tierIds[0]!, [`${tier} sold = 3 WHERE ${ofEvent}`]],
      [
        'I5',
        /without an order/,
        held,
        [`UPDATE reservations SET status = 'converted', ended_at = now() WHERE id = '${held}'`],
      ],
      ['I5', /without a time/, held, [`UPDATE reservations SET status = 'canceled' WHERE id = '${held}'`]],
      [
        'I5',
        /checkout session/,
        order!.checkout_session_id,
        [`UPDATE checkout_sessions SET status = 'pending' WHERE id = '${order!.checkout_session_id}'`],
      ],
      ['I5', /guard/, 'reservations_end_once', [`ALTER TABLE reservations DISABLE TRIGGER reservations_end_once`]],
      [
        'I6',
        /tickets/,
        order!.id,
        [`DELETE FROM tickets WHERE id = (SELECT id FROM tickets WHERE ${ofEvent} LIMIT 1)`],
      ],
      ['I6', /what was held/, order!.id, [`UPDATE orders SET total_price_cents = 1 WHERE id = '${order!.id}'`]],
      ['I6', /what was held/, order!.id, [`UPDATE orders SET vat_cents = 1 WHERE id = '${order!.id}'`]],
      [
        'I7',
        /no captured charge/,
        order!.id,
        [
          `UPDATE simulated_charges SET status = 'refunded' WHERE idempotency_key = '${paid}'`,
          `UPDATE orders SET created_at = now() - interval '1 hour' WHERE id = '${order!.id}'`,
        ],
      ],
      ['I7', /refunds add up/, order!.id, [`UPDATE orders SET returned_tickets = 1 WHERE id = '${order!.id}'`]],
      ['I7', /refunds add up/, order!.id, [`UPDATE orders SET status = 'partly_refunded' WHERE id = '${order!.id}'`]],
      [
        'I7',
        /no captured charge/,
        order!.id,
        [
          `INSERT INTO simulated_refunds (id, idempotency_key, amount_cents) VALUES ('${order!.id}', '${paid}', 1)`,
          `UPDATE orders SET created_at = now() - interval '1 hour' WHERE id = '${order!.id}'`,
        ],
      ],
      [
        'I7',
        /in the browser with another amount/,
        order!.id,
        [
          `UPDATE payments SET intent_id = 'pi_${held}', amount_cents = 1 WHERE key = '${paid}'`,
          `UPDATE orders SET created_at = now() - interval '1 hour' WHERE id = '${order!.id}'`,
        ],
      ],
      [
        'I7',
        /in the browser has bought nothing/,
        `browser/${held}`,
        [
          `INSERT INTO payments (key, reservation_id, amount_cents, currency, state, intent_id, settled_at)
           VALUES ('browser/${held}', '${held}', 1, 'USD', 'captured', 'pi_${held}', now() - interval '1 hour')`,
        ],
      ],
      [
        'I7',
        /set aside/,
        paid,
        [
          `UPDATE simulated_charges SET status = 'authorised', created_at = now() - interval '1 hour'
            WHERE idempotency_key = '${paid}'`,
        ],
      ],
      [
        'I7',
        /our books/,
        paid,
        [`UPDATE payments SET state = 'refunded', settled_at = now() - interval '1 hour' WHERE key = '${paid}'`],
      ],
      [
        'I7',
        /bought nothing/,
        workflowIds.reservation(held),
        [
          `${insertCharge} ('${workflowIds.reservation(held)}', 1, 'captured', now() - interval '1 hour')`,
          `INSERT INTO payments (key, reservation_id, amount_cents, currency)
            VALUES ('${workflowIds.reservation(held)}', '${held}', 1, 'USD')`,
        ],
      ],
      [
        'I10',
        /before its deadline/,
        held,
        [`UPDATE reservations SET status = 'expired', ended_at = now() WHERE id = '${held}'`],
      ],
      [
        'I10',
        /long after/,
        held,
        [`UPDATE reservations SET expires_at = now() - interval '2 minutes' WHERE id = '${held}'`],
      ],
      ['I11', /two active/, held, [`DROP INDEX reservations_one_active_per_buyer`, copyOfHold]],
      ['I13', /counter/, eve.id, [`UPDATE buyer_counters SET held = 1 WHERE buyer_id = '${eve.id}'`]],
      [
        'I13',
        /limit/,
        eve.id,
        [
          `ALTER TABLE buyer_counters DROP CONSTRAINT buyer_counters_within_limit`,
          `UPDATE buyer_counters SET purchase_limit = 2 WHERE buyer_id = '${eve.id}'`,
        ],
      ],
    ];
    for (const [invariant, about, id, damage] of cases) {
      const found = await violationsAfter(damage, { eventId });
      expect(found, `${invariant} ${damage.join('; ')}`).toContainEqual({
        invariant,
        what: expect.stringMatching(about),
        ids: expect.arrayContaining([id]),
      });
    }
    expect(await violations(db, { eventId })).toEqual([]);
  });

  it('report a charge that belongs to no reservation', async () => {
    const key = workflowIds.reservation(randomUUID());
    const stray = [
      `INSERT INTO simulated_charges (idempotency_key, amount_cents, status, created_at)
        VALUES ('${key}', 1, 'captured', now() - interval '1 hour')`,
    ];
    expect(await violationsAfter(stray, {})).toContainEqual({
      invariant: 'I7',
      what: expect.stringMatching(/bought nothing/),
      ids: expect.arrayContaining([key]),
    });
  });
});
