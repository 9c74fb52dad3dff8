import { money } from '../ui/money.ts';
import type { ReservationSummary } from './hold.ts';

/** The tickets being bought and their total price. */
export function OrderSummary(props: { reservation: ReservationSummary }) {
  const price = (cents: number) => money(cents, props.reservation.currency);
  return (
    <dl class="card summary figures">
      <div>
        <dt dir="auto" innerText={props.reservation.tier_name} />
        <dd translate="no" innerText={`${props.reservation.quantity} × ${price(props.reservation.price_cents)}`} />
      </div>
      <div class="total">
        <dt>Total</dt>
        <dd translate="no" innerText={price(props.reservation.total_price_cents)} />
      </div>
    </dl>
  );
}
