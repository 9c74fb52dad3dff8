import { For, Show } from 'solid-js';
import { fullPrice, priceNote } from '../ui/cost-text.ts';
import type { EventDetails, TierStock } from './events.ts';

/** The tiers of an event and, once the stock is loaded, how many tickets are left of each. */
export function StockList(props: { event: EventDetails; stock: TierStock[] | undefined }) {
  const stockOf = (tierId: string) => props.stock?.find((stock) => stock.tier_id === tierId);
  return (
    <ul class="tiers">
      <For each={props.event.tiers}>
        {(tier) => (
          <li>
            <span class="name" dir="auto" innerText={tier.name} />
            <span class="price figures" translate="no" innerText={fullPrice(tier, props.event)} />
            <Show when={priceNote(tier, props.event)}>
              {(note) => <span class="price-note muted small figures" translate="no" innerText={note()} />}
            </Show>
            <Show
              when={stockOf(tier.id)}
              fallback={<span class="muted small figures" innerText={`${tier.capacity} tickets`} />}
            >
              {(stock) => <StockText stock={stock()} />}
            </Show>
            <span class="limit muted small" innerText={`up to ${tier.per_user_limit} each`} />
          </li>
        )}
      </For>
    </ul>
  );
}

/** How many tickets are left, or whether unpaid holds may still come back; and a note about it. */
export const StockText = (props: { stock: TierStock; note?: string }) => (
  <span
    class="stock muted small figures"
    classList={{ few: props.stock.state === 'few' }}
    innerText={[stockText(props.stock), props.note].filter(Boolean).join(' · ')}
  />
);

function stockText(stock: TierStock): string {
  if (stock.available > 0) return `${stock.state === 'few' ? 'Only ' : ''}${stock.available} of ${stock.capacity} left`;
  return stock.reserved > 0 ? `All taken, ${stock.reserved} still unpaid` : 'Sold out';
}
