import type { Prisma } from '../../prisma/generated/client.ts';
import { tierNameTaken } from './problems.ts';

/** A name as its readers see it: compatible forms of a character, invisible characters and kinds of space are one. */
export const foldedName = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();

/** @throws Problem 400 when another tier of the event looks the same; called while organisers take turns */
export async function requireFreeName(
  tx: Prisma.TransactionClient,
  { eventId, name, tierId }: { eventId: string; name: string; tierId?: string },
): Promise<void> {
  const tiers = await tx.tier.findMany({ where: { event_id: eventId }, select: { id: true, name: true } });
  const same = tiers.find((tier) => tier.id !== tierId && foldedName(tier.name) === foldedName(name));
  if (same) throw tierNameTaken(same.name);
}
