import { createMemo, createSignal, For, Show } from 'solid-js';
import { costOf } from '../../../money.ts';
import { StockText } from '../catalogue/stock-list.tsx';
import { fullPrice, priceNote } from '../ui/cost-text.ts';
import { money } from '../ui/money.ts';
import type { Choice, TicketSelection } from './hold.ts';
import { clampQuantity, maxQuantity } from './quantity.ts';

/** Selects one tier and a quantity, bounded by what the buyer may still take and by the tickets left. */
export function TicketForm(props: { choice: Choice; busy: boolean; onSelect: (selection: TicketSelection) => void }) {
  const stock = () => props.choice.tiers;
  const [chosenTierId, setChosenTierId] = createSignal<string>();
  const [selected, setSelected] = createSignal(1);
  const tier = createMemo(
    () => stock().find(({ tier_id }) => tier_id === chosenTierId()) ?? stock().find((left) => maxQuantity(left) > 0),
  );
  const max = () => (tier() ? maxQuantity(tier()!) : 0);
  const quantity = () => clampQuantity(selected(), max());
  // The list goes by id and not by row, so that a changed number does not take the focus from the radio button.
  const ids = createMemo(() => stock().map(({ tier_id }) => tier_id), [], {
    equals: (a, b) => a.join() === b.join(),
  });
  const byId = (id: string) => stock().find(({ tier_id }) => tier_id === id)!;

  const hasAll = () => stock().some(({ available }) => available > 0);

  const label = () => {
    if (max() === 0) return hasAll() ? 'You have all that one person can have' : 'Nothing is left right now';
    if (props.busy) return 'Holding…';
    // The fee that is shown is the buyer's.
    const ticket = { ...tier()!, fee_paid_by: 'buyer' as const, vat_rate_bp: props.choice.vat_rate_bp };
    const { total_price_cents } = costOf(quantity(), ticket);
    return `Hold ${quantity()} for ${money(total_price_cents, props.choice.currency)}`;
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!tier() || max() === 0) return;
    const { tier_id: tierId, price_cents: priceCents, fee_cents: feeCents } = tier()!;
    props.onSelect({ tierId, quantity: quantity(), priceCents, feeCents, currency: props.choice.currency });
  };
  return (
    <form class="stack stack-l" onSubmit={submit}>
      <fieldset class="stack">
        <legend class="visually-hidden">Kind of ticket</legend>
        <For each={ids()}>
          {(id) => (
            <label class="card option" classList={{ gone: maxQuantity(byId(id)) === 0 }}>
              <input
                type="radio"
                name="tier"
                value={id}
                checked={tier()?.tier_id === id}
                disabled={maxQuantity(byId(id)) === 0}
                onChange={() => setChosenTierId(id)}
              />
              <span class="name" dir="auto" innerText={byId(id).tier_name} />
              <span class="price figures" translate="no" innerText={fullPrice(byId(id), props.choice)} />
              <Show when={priceNote(byId(id), props.choice)}>
                {(note) => <span class="price-note muted small figures" translate="no" innerText={note()} />}
              </Show>
              <StockText
                stock={byId(id)}
                note={byId(id).allowed === 0 ? 'you have all that one person can have' : ''}
              />
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
          onClick={() => setSelected(quantity() - 1)}
        >
          −
        </button>
        <output class="figures" aria-live="polite" translate="no" innerText={String(quantity())} />
        <button
          type="button"
          class="button quiet"
          aria-label="One ticket more"
          disabled={quantity() >= max()}
          onClick={() => setSelected(quantity() + 1)}
        >
          +
        </button>
        <span class="muted small" innerText={max() > 0 ? `up to ${max()}` : ''} />
      </div>
      <div class="next-step">
        <button
          type="submit"
          class="button wide figures"
          aria-disabled={props.busy}
          disabled={max() === 0}
          innerText={label()}
        />
      </div>
    </form>
  );
}
