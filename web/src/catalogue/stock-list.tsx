import { For, Show } from 'solid-js';
import { money } from '../ui/money.ts';
import type { EventDetails, TierStock } from './events.ts';

/** The tiers of an event and, once the stock is loaded, how many tickets are left of each. */
export function StockList(props: { tiers: EventDetails['tiers']; stock: TierStock[] | undefined }) {
  const stockOf = (tierId: string) => props.stock?.find((stock) => stock.tier_id === tierId);
  return (
    <ul class="tiers">
      <For each={props.tiers}>
        {(tier) => (
          <li>
            <span class="name">{tier.name}</span>
            <span class="price figures">{money(tier.price_cents)}</span>
            <span class="muted small figures">
              <Show when={stockOf(tier.id)} fallback={`${tier.capacity} tickets`}>
                {(stock) => <StockText stock={stock()} />}
              </Show>
            </span>
            <span class="limit muted small">up to {tier.per_user_limit} each</span>
          </li>
        )}
      </For>
    </ul>
  );
}

/** How many tickets are left, or whether unpaid holds may still come back. */
export function StockText(props: { stock: TierStock }) {
  return (
    <Show
      when={props.stock.available > 0}
      fallback={props.stock.reserved > 0 ? `All taken, ${props.stock.reserved} still unpaid` : 'Sold out'}
    >
      {`${props.stock.available} of ${props.stock.capacity} left`}
    </Show>
  );
}
