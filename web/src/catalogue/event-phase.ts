/** The phase of an event as buyers see it. */
export type EventPhase = 'upcoming' | 'on_sale' | 'over' | 'canceled';

type EventDates = { status: string; on_sale_at: string; starts_at: string };

/** The phase at `now` (server time, milliseconds), so an open page moves to the next phase without a request. */
export function phaseOf(event: EventDates, now: number): EventPhase {
  if (event.status === 'canceled') return 'canceled';
  if (event.status === 'closed' || Date.parse(event.starts_at) <= now) return 'over';
  return Date.parse(event.on_sale_at) <= now ? 'on_sale' : 'upcoming';
}

/** Groups events by phase: on sale now, upcoming (the next opening first), and past. */
export function byPhase<E extends EventDates>(
  events: readonly E[],
  now: number,
): { onSale: E[]; upcoming: E[]; past: E[] } {
  const inPhase = (...phases: EventPhase[]) => events.filter((event) => phases.includes(phaseOf(event, now)));
  return {
    onSale: inPhase('on_sale'),
    upcoming: inPhase('upcoming').toSorted((a, b) => Date.parse(a.on_sale_at) - Date.parse(b.on_sale_at)),
    past: inPhase('over', 'canceled'),
  };
}
