import type { Claim, GateSale, Sales, Stock } from '../catalogue/ports.ts';
import { publishCapacities, recountStock } from '../purchase/capacities.ts';
import type { StockGate } from '../purchase/ports.ts';
import type { EntryWorkflows, WaitingRoom } from '../waiting-room/ports.ts';
import { publishSale, restoreRoom } from '../waiting-room/rebuild.ts';
import type { Check } from './finding.ts';
import type { GateKeys } from './ports.ts';

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
  const repaired = await recountStock({ stockGate, sales }, eventId);
  return repaired === 'repaired' ? 'stockRepaired' : 'nothing';
}

/** Restores a waiting room that Redis lost, and publishes the settings of its sale. */
export async function repairRoom(rooms: Rooms, eventId: string) {
  const rebuilt = await restoreRoom(rooms, eventId);
  await publishSale(rooms, eventId);
  return rebuilt ? 'roomsRebuilt' : 'nothing';
}

/** A live event as Postgres had it at one moment. */
export type LiveSale = { gate: GateSale; stock: Stock };

/** Repairs the stock of an event if Redis has another one than this. Most have the same, and cost only a read. */
export const repairStockOf = async (stocks: Stocks, { gate: { eventId }, stock }: LiveSale) =>
  (await stocks.stockGate.agrees(eventId, stock)) ? 'nothing' : repairStock(stocks, eventId);

/** Repairs the waiting room of an event if Redis has lost it, or another sale than this is published. */
export const repairRoomOf = async (rooms: Rooms, { gate }: LiveSale) =>
  (await rooms.waitingRoom.agrees(gate)) ? 'nothing' : repairRoom(rooms, gate.eventId);

export const subjectOf = (eventId: string) => `event ${eventId}`;

/** Live events. */
const liveEvents = async (sales: Sales) => ({
  items: await sales.live(),
  subject: subjectOf,
});

/** Keys of live events that no script can use. What else they should hold is not known, so a person has to look. */
export const keyTypes = async ({ sales, gateKeys }: { sales: Sales; gateKeys: GateKeys }): Promise<Check<string>> => ({
  ...(await liveEvents(sales)),
  async look(eventId) {
    const wrong = await gateKeys.wrong(eventId);
    const texts = wrong.map(({ key, type, expected }) => `${key} is a ${type} and should be a ${expected}`);
    return texts.length > 0 ? { problem: texts.join('; ') } : undefined;
  },
});

/** Sales whose waiting room Redis has lost. */
export const lostRooms = async (rooms: Rooms): Promise<Check<string>> => ({
  ...(await liveEvents(rooms.sales)),
  async look(eventId) {
    if (await rooms.waitingRoom.knows(eventId)) return undefined;
    return {
      problem: 'is on sale or scheduled, and Redis does not know its waiting room',
      repair: { action: 'rebuild it from the running entries', run: () => repairRoom(rooms, eventId) },
    };
  },
});

/** Sales of which Redis counts other free tickets or other claims than Postgres, while nothing moves. */
export const wrongStock = async (stocks: Stocks): Promise<Check<string>> => ({
  ...(await liveEvents(stocks.sales)),
  async look(eventId) {
    const problem = await differences(stocks, eventId);
    if (problem === undefined) return undefined;
    return { problem, repair: { action: 'count again from Postgres', run: () => repairStock(stocks, eventId) } };
  },
});

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
