import type { Claim, Ports } from '../ports.ts';
import { publishCapacities } from '../purchase/capacities.ts';
import type { Finding } from './finding.ts';

/** A claim this young may be a reserve under way, which Postgres will hear of. */
const UNDER_WAY_SECONDS = 30;

type Gate = Pick<Ports, 'stockGate' | 'sales' | 'waitingRoom'>;
export type Room = { restoreRoom(eventId: string): Promise<boolean>; publishStored(eventId: string): Promise<unknown> };

/** Makes Redis count the free tickets of an event as Postgres does, unless something moves meanwhile; a changed capacity it learns in any case. */
export async function repairStock({ stockGate, sales }: Gate, eventId: string) {
  await publishCapacities(stockGate, sales, eventId);
  return (await stockGate.repair(eventId, await stockGate.version(eventId), await sales.stock(eventId))) === 'repaired'
    ? 'stockRepaired'
    : 'nothing';
}

/** Puts a waiting room that Redis lost together again, and tells Redis how the sale is set. */
export async function repairRoom({ restoreRoom, publishStored }: Room, eventId: string) {
  const rebuilt = await restoreRoom(eventId);
  await publishStored(eventId);
  return rebuilt ? 'roomsRebuilt' : 'nothing';
}

/** Sales whose waiting room Redis has lost. */
export async function lostRooms({ sales, waitingRoom }: Gate, room: Room): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const eventId of await sales.live()) {
    if (await waitingRoom.knows(eventId)) continue;
    findings.push({
      about: `event ${eventId}`,
      what: 'is on sale or scheduled, and Redis does not know its waiting room',
      mend: { does: 'rebuild it from the running entries', run: () => repairRoom(room, eventId) },
    });
  }
  return findings;
}

/** Sales of which Redis counts other free tickets or other claims than Postgres, while nothing moves. */
export async function wrongStock(gate: Gate): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const eventId of await gate.sales.live()) {
    const what = await differences(gate, eventId);
    if (what)
      findings.push({
        about: `event ${eventId}`,
        what,
        mend: { does: 'count again from Postgres', run: () => repairStock(gate, eventId) },
      });
  }
  return findings;
}

async function differences({ stockGate, sales }: Gate, eventId: string): Promise<string | undefined> {
  const before = await stockGate.version(eventId);
  const truth = await sales.stock(eventId);
  const [free, claims] = await Promise.all([stockGate.available(eventId), stockGate.claims(eventId)]);
  const held = new Map(truth.claims.map((claim) => [claim.reservationId, tickets(claim)]));
  const strangers = claims.filter((claim) => held.get(claim.reservationId) !== tickets(claim));
  const moving =
    strangers.some(({ ageSeconds }) => ageSeconds < UNDER_WAY_SECONDS) || before !== (await stockGate.version(eventId));
  if (moving) return undefined;
  const tiers = truth.tiers.filter((tier) => free[tier.tierId] !== tier.free);
  const wrong = [
    ...tiers.map(
      (tier) => `tier ${tier.tierId}: ${free[tier.tierId] ?? 'nothing'} free in Redis, ${tier.free} in Postgres`,
    ),
    ...(strangers.length > 0 ? [`${strangers.length} claims in Redis without a hold in Postgres`] : []),
    ...(claims.length - strangers.length < held.size
      ? [`${held.size - claims.length + strangers.length} holds in Postgres without a claim in Redis`]
      : []),
  ];
  return wrong.length > 0 ? wrong.join('; ') : undefined;
}

const tickets = ({ tierId, quantity }: Claim) => `${tierId}:${quantity}`;
