import { createMemo, createSignal, For } from 'solid-js';
import type { TierStock } from '../catalogue/events.ts';
import { StockText } from '../catalogue/stock-list.tsx';
import { money } from '../ui/money.ts';
import { mostOf, within } from './quantity.ts';

export type Wish = { tierId: string; quantity: number };

/** One tier and a quantity, bounded by the limit and by what is left right now. */
export function TicketForm(props: { stock: TierStock[]; busy: boolean; onTake: (wish: Wish) => void }) {
  const [chosen, setChosen] = createSignal<string>();
  const [wished, setWished] = createSignal(1);
  const tier = createMemo(
    () => props.stock.find((stock) => stock.tier_id === chosen()) ?? props.stock.find((stock) => mostOf(stock) > 0),
  );
  const most = () => (tier() ? mostOf(tier()!) : 0);
  const quantity = () => within(wished(), most());
  // By id and not by row: an answer that changes a number must not take the focus from the radio button.
  const ids = createMemo(() => props.stock.map((stock) => stock.tier_id), [], {
    equals: (a, b) => a.join() === b.join(),
  });
  const byId = (id: string) => props.stock.find((stock) => stock.tier_id === id)!;

  const label = () => {
    if (most() === 0) return 'Nothing is left right now';
    return props.busy ? 'Holding…' : `Hold ${quantity()} for ${money(tier()!.price_cents * quantity())}`;
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (tier() && most() > 0) props.onTake({ tierId: tier()!.tier_id, quantity: quantity() });
  };
  return (
    <form class="stack stack-l" onSubmit={submit}>
      <fieldset class="stack">
        <legend class="visually-hidden">Kind of ticket</legend>
        <For each={ids()}>
          {(id) => (
            <label class="card option" classList={{ gone: mostOf(byId(id)) === 0 }}>
              <input
                type="radio"
                name="tier"
                value={id}
                checked={tier()?.tier_id === id}
                disabled={mostOf(byId(id)) === 0}
                onChange={() => setChosen(id)}
              />
              <span class="name">{byId(id).tier_name}</span>
              <span class="price figures">{money(byId(id).price_cents)}</span>
              <span class="stock muted small figures">
                <StockText stock={byId(id)} />
              </span>
            </label>
          )}
        </For>
      </fieldset>
      <div class="quantity" role="group" aria-labelledby="quantity-label">
        <span id="quantity-label">How many?</span>
        <button
          type="button"
          class="button quiet"
          aria-label="One ticket fewer"
          disabled={quantity() <= 1}
          onClick={() => setWished(quantity() - 1)}
        >
          −
        </button>
        <output class="figures" aria-live="polite">
          {quantity()}
        </output>
        <button
          type="button"
          class="button quiet"
          aria-label="One ticket more"
          disabled={quantity() >= most()}
          onClick={() => setWished(quantity() + 1)}
        >
          +
        </button>
        <span class="muted small">{most() > 0 ? `up to ${most()}` : ''}</span>
      </div>
      <div class="next-step">
        <button type="submit" class="button wide figures" aria-disabled={props.busy} disabled={most() === 0}>
          {label()}
        </button>
      </div>
    </form>
  );
}
