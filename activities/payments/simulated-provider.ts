import type { ChargeStatus, PrismaClient } from '../../prisma/generated/client.ts';
import type { PaymentProvider } from './ports.ts';

/**
 * A provider that behaves as a bank does towards a merchant: it keeps a record by idempotency key, charges a key once,
 * and answers a repeated key with what it did the first time. The buyer chooses whether the card is good (`simulate`).
 */
export function simulatedProvider(db: PrismaClient): PaymentProvider {
  /** Inserts the entry or finds it, in one statement, so that two calls at once get the same answer. */
  const enter = async (key: string, amountCents: number, status: 'captured' | 'declined') => {
    const [entry] = await db.$queryRaw<[{ status: ChargeStatus }]>`
      INSERT INTO simulated_charges (idempotency_key, amount_cents, status)
      VALUES (${key}, ${amountCents}::int, ${status}::"ChargeStatus")
      ON CONFLICT (idempotency_key) DO UPDATE SET idempotency_key = excluded.idempotency_key RETURNING status::text`;
    return entry;
  };

  return {
    async charge(key, { amountCents, simulate }) {
      const entry = await enter(key, amountCents, simulate === 'success' ? 'captured' : 'declined');
      return entry.status === 'captured' ? 'captured' : 'declined';
    },

    async void(key) {
      const entry = await enter(key, 0, 'declined');
      return entry.status === 'captured' ? 'captured' : 'voided';
    },

    async refund(key) {
      await db.simulatedCharge.updateMany({
        where: { idempotency_key: key, status: 'captured' },
        data: { status: 'refunded', refunded_at: new Date() },
      });
    },
  };
}
