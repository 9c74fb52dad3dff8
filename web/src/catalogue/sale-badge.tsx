import { createMemo } from 'solid-js';
import { countdown, dateAndTime } from '../ui/time.ts';
import { phaseOf } from './event-phase.ts';
import type { EventSummary, TierStock } from './events.ts';
import { isFewLeft, remainingStock } from './remaining-stock.ts';

const dayMs = 86_400_000;

type Badge = { text: string; kind: '' | 'good' | 'soon' };

/** The badge is written again only where it differs, and not every second. */
const isSame = (a: Badge, b: Badge) => a.text === b.text && a.kind === b.kind;

/**
 * The state of the sale, with a countdown on the last day before it opens, and with what is left where the stock is
 * known. `now`: server time, in milliseconds.
 */
export function SaleBadge(props: { event: EventSummary; now: number; stock?: TierStock[] | undefined }) {
  const badge = createMemo(() => badgeOf(props.event, props.now, props.stock ?? []), undefined, { equals: isSame });
  return <span class={`badge figures ${badge().kind}`} innerText={badge().text} />;
}

function badgeOf(event: EventSummary, now: number, stock: TierStock[]): Badge {
  const opens = Date.parse(event.on_sale_at);
  const phase = phaseOf(event, now);
  if (phase === 'on_sale') return onSaleBadge(stock);
  if (phase === 'canceled') return { text: 'Cancelled', kind: '' };
  if (phase === 'over') return { text: 'Sale ended', kind: '' };
  return opens - now < dayMs
    ? { text: `Opens in ${countdown(opens, now)}`, kind: 'soon' }
    : { text: `Opens ${dateAndTime(event.on_sale_at)}`, kind: '' };
}

function onSaleBadge(stock: TierStock[]): Badge {
  const remaining = remainingStock(stock);
  if (remaining === 'nothing') return { text: 'Sold out', kind: '' };
  if (remaining === 'unpaid') return { text: 'All taken for now', kind: 'soon' };
  const free = stock.filter(({ available }) => available > 0);
  return free.length > 0 && free.every(isFewLeft)
    ? { text: 'Few left', kind: 'soon' }
    : { text: 'On sale now', kind: 'good' };
}
