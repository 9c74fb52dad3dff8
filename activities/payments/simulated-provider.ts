import type { PrismaClient } from '../../prisma/generated/client.ts';
import type { PaymentProvider } from '../ports.ts';

/**
 * A provider that behaves as a bank does towards a merchant: it keeps a ledger by idempotency key, charges a key once, and
 * answers a repeated key with what it did the first time. Whether the card is good is in the buyer's hands (`simulate`).
 */
export function simulatedProvider(db: PrismaClient): PaymentProvider {
  const enter = async (key: string, amountCents: number, status: 'captured' | 'declined') => {
    await db.simulatedCharge.createMany({ data: [{ idempotency_key: key, amount_cents: amountCents, status }], skipDuplicates: true });
    return db.simulatedCharge.findUniqueOrThrow({ where: { idempotency_key: key } });
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
      await db.simulatedCharge.updateMany({ where: { idempotency_key: key, status: 'captured' }, data: { status: 'refunded', refunded_at: new Date() } });
    },
  };
}
