import { Show } from 'solid-js';
import { vatNote } from '../ui/cost-text.ts';
import { money } from '../ui/money.ts';
import './purchase.css';

type Bought = {
  tier_name: string;
  quantity: number;
  total_price_cents: number;
  fees_cents: number;
  vat_cents: number;
  vat_rate_bp: number;
  currency: string;
};

/** The tickets, their fees and the total, which add up to the cent, and the VAT that is part of it. */
export function OrderSummary(props: { bought: Bought }) {
  const price = (cents: number) => money(cents, props.bought.currency);
  const ticket = () => (props.bought.total_price_cents - props.bought.fees_cents) / props.bought.quantity;
  return (
    <dl class="card summary figures">
      <div>
        <dt dir="auto" innerText={props.bought.tier_name} />
        <dd translate="no" innerText={`${props.bought.quantity} × ${price(ticket())}`} />
      </div>
      <Show when={props.bought.fees_cents > 0}>
        <div>
          <dt>Fees</dt>
          <dd translate="no" innerText={price(props.bought.fees_cents)} />
        </div>
      </Show>
      <div class="total">
        <dt>Total</dt>
        <dd translate="no" innerText={price(props.bought.total_price_cents)} />
      </div>
      <Show when={props.bought.total_price_cents > 0 && vatNote(props.bought.vat_rate_bp)}>
        {(note) => (
          <div class="muted small">
            <dt innerText={note()} />
            <dd translate="no" innerText={price(props.bought.vat_cents)} />
          </div>
        )}
      </Show>
    </dl>
  );
}
