import type { Database } from '../../prisma/client.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { tierNameTaken } from './problems.ts';

/** A name as its readers see it: compatible forms of a character, invisible characters and kinds of space are one. */
export const foldedName = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();

/**
 * Names a tier, in one transaction with the check that no other tier of the event looks the same. The lock on the event
 * makes two organisers take turns, and lets purchases go on.
 * @throws Problem 400
 */
export const namingTier = <Result>(
  db: Database,
  { eventId, name, tierId }: { eventId: string; name: string; tierId?: string },
  write: (tx: Prisma.TransactionClient) => Promise<Result>,
): Promise<Result> =>
  db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM events WHERE id = ${eventId}::uuid FOR NO KEY UPDATE`;
    const tiers = await tx.tier.findMany({ where: { event_id: eventId }, select: { id: true, name: true } });
    const same = tiers.find((tier) => tier.id !== tierId && foldedName(tier.name) === foldedName(name));
    if (same) throw tierNameTaken(same.name);
    return write(tx);
  });
