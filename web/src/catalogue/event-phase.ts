/** What an event is to a buyer at one moment. */
export type Phase = 'upcoming' | 'on_sale' | 'over' | 'canceled';

type Dates = { status: string; on_sale_at: string; starts_at: string };

/** The phase by the server's clock (`now`, milliseconds): a page that stays open moves on without asking. */
export function phaseOf(event: Dates, now: number): Phase {
  if (event.status === 'canceled') return 'canceled';
  if (event.status === 'closed' || Date.parse(event.starts_at) <= now) return 'over';
  return Date.parse(event.on_sale_at) <= now ? 'on_sale' : 'upcoming';
}

/** Events in the order a buyer looks for them: what sells now, what opens next, and the rest. */
export function byPhase<E extends Dates>(events: readonly E[], now: number): { onSale: E[]; upcoming: E[]; past: E[] } {
  const inPhase = (...phases: Phase[]) => events.filter((event) => phases.includes(phaseOf(event, now)));
  return {
    onSale: inPhase('on_sale'),
    upcoming: inPhase('upcoming').toSorted((a, b) => Date.parse(a.on_sale_at) - Date.parse(b.on_sale_at)),
    past: inPhase('over', 'canceled'),
  };
}
