import type { Claim, Sales } from '../catalogue/ports.ts';
import { publishCapacities } from '../purchase/capacities.ts';
import type { StockGate } from '../purchase/ports.ts';
import type { EntryWorkflows, WaitingRoom } from '../waiting-room/ports.ts';
import { publishSale, restoreRoom } from '../waiting-room/rebuild.ts';
import type { Finding } from './finding.ts';

/** A claim this young may belong to a reserve that Postgres has not decided yet. */
const UNDECIDED_SECONDS = 30;

type Stocks = { stockGate: StockGate; sales: Sales };
type Rooms = { sales: Sales; waitingRoom: WaitingRoom; entryWorkflows: EntryWorkflows };

/**
 * Makes Redis count the free tickets of an event as Postgres does, unless something moves meanwhile; changed capacities
 * are published in any case.
 */
export async function repairStock({ stockGate, sales }: Stocks, eventId: string) {
  await publishCapacities(stockGate, sales, eventId);
  const version = await stockGate.version(eventId);
  const repaired = await stockGate.repair(eventId, version, await sales.stock(eventId));
  return repaired === 'repaired' ? 'stockRepaired' : 'nothing';
}

/** Restores a waiting room that Redis lost, and publishes the settings of its sale. */
export async function repairRoom(rooms: Rooms, eventId: string) {
  const rebuilt = await restoreRoom(rooms, eventId);
  await publishSale(rooms, eventId);
  return rebuilt ? 'roomsRebuilt' : 'nothing';
}

/** Sales whose waiting room Redis has lost. */
export async function lostRooms(rooms: Rooms): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const eventId of await rooms.sales.live()) {
    if (await rooms.waitingRoom.knows(eventId)) continue;
    findings.push({
      subject: `event ${eventId}`,
      problem: 'is on sale or scheduled, and Redis does not know its waiting room',
      repair: { action: 'rebuild it from the running entries', run: () => repairRoom(rooms, eventId) },
    });
  }
  return findings;
}

/** Sales of which Redis counts other free tickets or other claims than Postgres, while nothing moves. */
export async function wrongStock(stocks: Stocks): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const eventId of await stocks.sales.live()) {
    const problem = await differences(stocks, eventId);
    if (problem === undefined) continue;
    const run = () => repairStock(stocks, eventId);
    findings.push({ subject: `event ${eventId}`, problem, repair: { action: 'count again from Postgres', run } });
  }
  return findings;
}

async function differences({ stockGate, sales }: Stocks, eventId: string): Promise<string | undefined> {
  const before = await stockGate.version(eventId);
  const truth = await sales.stock(eventId);
  const [free, claims] = await Promise.all([stockGate.available(eventId), stockGate.claims(eventId)]);
  const held = new Map(truth.claims.map((claim) => [claim.reservationId, tickets(claim)]));
  const strangers = claims.filter((claim) => held.get(claim.reservationId) !== tickets(claim));
  const undecided = strangers.some(({ ageSeconds }) => ageSeconds < UNDECIDED_SECONDS);
  if (undecided || before !== (await stockGate.version(eventId))) return undefined;

  const problems = truth.tiers
    .filter((tier) => free[tier.tierId] !== tier.free)
    .map(
      ({ tierId, free: counted }) =>
        `tier ${tierId}: ${free[tierId] ?? 'nothing'} free in Redis, ${counted} in Postgres`,
    );
  const unclaimed = held.size - (claims.length - strangers.length);
  if (strangers.length > 0) problems.push(`${strangers.length} claims in Redis without a hold in Postgres`);
  if (unclaimed > 0) problems.push(`${unclaimed} holds in Postgres without a claim in Redis`);
  return problems.length > 0 ? problems.join('; ') : undefined;
}

const tickets = ({ tierId, quantity }: Claim) => `${tierId}:${quantity}`;
