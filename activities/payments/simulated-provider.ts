import type { ChargeStatus, PrismaClient } from '../../prisma/generated/client.ts';
import type { PaymentProvider } from './ports.ts';

/**
 * A provider that behaves as a bank does towards a merchant: it keeps a record by idempotency key, and answers a
 * repeated key with what it did the first time. The buyer chooses whether the card is good (`simulate`).
 */
export function simulatedProvider(db: PrismaClient): PaymentProvider {
  return {
    name: 'simulated',
    takesCardsInBrowser: false,
    begin: async () => undefined,

    async settle(key, { amountCents, simulate }) {
      const status = simulate === 'success' ? 'authorised' : 'declined';
      // Inserts the record or finds it, in one statement, so that two calls at once get the same answer.
      const [record] = await db.$queryRaw<[{ status: ChargeStatus }]>`
        INSERT INTO simulated_charges (idempotency_key, amount_cents, status)
        VALUES (${key}, ${amountCents}::int, ${status}::"ChargeStatus")
        ON CONFLICT (idempotency_key) DO UPDATE SET idempotency_key = excluded.idempotency_key RETURNING status::text`;
      if (record.status === 'authorised' || record.status === 'captured') return 'authorised';
      return simulate === 'decline' ? 'declined' : 'refused';
    },

    async capture(key) {
      const [record] = await db.$queryRaw<{ status: ChargeStatus }[]>`
        UPDATE simulated_charges SET status = CASE status WHEN 'authorised' THEN 'captured' ELSE status END
        WHERE idempotency_key = ${key} RETURNING status::text`;
      return record?.status === 'captured' ? 'captured' : 'voided';
    },

    async void(key) {
      const [record] = await db.$queryRaw<[{ status: ChargeStatus }]>`
        INSERT INTO simulated_charges AS known (idempotency_key, amount_cents, status) VALUES (${key}, 0, 'voided')
        ON CONFLICT (idempotency_key) DO UPDATE
          SET status = CASE known.status WHEN 'authorised' THEN 'voided' ELSE known.status END RETURNING status::text`;
      return record.status === 'captured' || record.status === 'refunded' ? record.status : 'voided';
    },

    async refund(key, { id, amountCents }) {
      await db.$executeRaw`SELECT simulate_refund(${key}, ${id}, ${amountCents}::int)`;
    },
  };
}
