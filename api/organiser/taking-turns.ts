import type { Prisma, PrismaClient } from '../../prisma/generated/client.ts';

/**
 * A transaction in which no other organiser changes the event or its tiers. Purchases refer to the event and go on
 * meanwhile: only other changes wait.
 */
export const takingTurns = <Result>(
  db: PrismaClient,
  eventId: string,
  change: (tx: Prisma.TransactionClient) => Promise<Result>,
  timeoutMs?: number,
): Promise<Result> =>
  db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT id FROM events WHERE id = ${eventId}::uuid FOR NO KEY UPDATE`;
      return change(tx);
    },
    timeoutMs === undefined ? {} : { timeout: timeoutMs },
  );
