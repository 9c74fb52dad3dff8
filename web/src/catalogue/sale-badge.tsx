import { createMemo } from 'solid-js';
import { venueTime } from '../ui/time-zone.ts';
import { countdown } from '../ui/time.ts';
import { phaseOf } from './event-phase.ts';
import type { EventSummary, StockState } from './events.ts';

const dayMs = 86_400_000;

type Badge = { text: string; kind: '' | 'good' | 'soon' };

/** The badge is written again only where it differs, and not every second. */
const isSame = (a: Badge, b: Badge) => a.text === b.text && a.kind === b.kind;

/** What is left in a sale that is open. */
const stockBadges: Record<StockState, Badge> = {
  available: { text: 'On sale now', kind: 'good' },
  few: { text: 'Few left', kind: 'soon' },
  none_free: { text: 'All taken for now', kind: 'soon' },
  sold_out: { text: 'Sold out', kind: '' },
};

/**
 * The state of the sale, with a countdown on the last day before it opens. `now`: server time, in milliseconds;
 * `stock`: what is left, where the page knows it better than the event.
 */
export function SaleBadge(props: { event: EventSummary; now: number; stock?: StockState | undefined }) {
  const badge = createMemo(() => badgeOf(props.event, props.now, props.stock ?? props.event.stock), undefined, {
    equals: isSame,
  });
  return <span class={`badge figures ${badge().kind}`} innerText={badge().text} />;
}

function badgeOf(event: EventSummary, now: number, stock: StockState): Badge {
  const opens = Date.parse(event.on_sale_at);
  const phase = phaseOf(event, now);
  if (phase === 'on_sale')
    return event.paused && stock !== 'sold_out' ? { text: 'Paused', kind: 'soon' } : stockBadges[stock];
  if (phase === 'canceled') return { text: 'Cancelled', kind: '' };
  if (phase === 'over') return { text: 'Sale ended', kind: '' };
  return opens - now < dayMs
    ? { text: `Opens in ${countdown(opens, now)}`, kind: 'soon' }
    : { text: `Opens ${venueTime(event.on_sale_at, event.time_zone)}`, kind: '' };
}
