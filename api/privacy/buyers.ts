import type { Logger } from 'pino';
import type { PrismaClient } from '../../prisma/generated/client.ts';
import { buyerNotFound, eraseProblems } from './problems.ts';

/** What an erasure would touch. `to_come`: orders whose tickets are valid at an event that has not started. */
type Records = { orders: number; erased: number; to_come: number; under_way: number };

type Erasure =
  | { outcome: 'unknown' }
  | { outcome: 'under_way' | 'to_come'; count: number }
  | { outcome: 'erased'; orders: number; mails: number; sessions: number; keys: number };

/** More buyers than one person with several devices is. */
const MOST_BUYERS = 100;

/** What is stored of buyers, and its erasure. Each step is one statement, which a repeat may run again. */
export const buyerRecords = ({ db, log }: { db: PrismaClient; log: Logger }) => ({
  /** What is stored of a buyer. @throws Problem 404 */
  async find(id: string) {
    const [records] = await db.$queryRaw<[Records]>`SELECT * FROM buyer_records(${id})`;
    if (records.orders === 0 && records.under_way === 0) throw buyerNotFound();
    return { id, ...records };
  },

  /** The buyers who have ordered with this e-mail address, in any case. */
  async withEmail(email: string) {
    const buyers = await db.$queryRaw<({ id: string } & Records)[]>`
      SELECT buyer.id, records.* FROM (
        SELECT DISTINCT buyer_id AS id FROM orders
        WHERE lower(buyer_email) COLLATE "C" = lower(${email}::text) LIMIT ${MOST_BUYERS}::int
      ) AS buyer, LATERAL buyer_records(buyer.id) AS records ORDER BY buyer.id`;
    return { buyers, orders: buyers.reduce((sum, { orders }) => sum + orders, 0) };
  },

  /** Erases name and e-mail address of a buyer. @throws Problem 404 or 409 */
  async erase(id: string, confirmed: boolean) {
    const [row] = await db.$queryRaw<[{ answer: Erasure }]>`SELECT erase_buyer(${id}, ${confirmed}) AS answer`;
    const { answer } = row;
    switch (answer.outcome) {
      case 'unknown':
        throw buyerNotFound();
      case 'under_way':
      case 'to_come':
        throw eraseProblems[answer.outcome](answer.count);
    }
    const { outcome: _, ...erased } = answer;
    // Without the id, which is the name that some sign-ins know the buyer by.
    log.info(erased, 'name and address were erased on request');
    return { id, erased };
  },
});

export type BuyerRecords = ReturnType<typeof buyerRecords>;
