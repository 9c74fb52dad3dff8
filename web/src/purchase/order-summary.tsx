import { money } from '../ui/money.ts';
import type { ReservationSummary } from './hold.ts';

/** The tickets being bought and their total price. */
export const OrderSummary = (props: { reservation: ReservationSummary }) => (
  <dl class="card summary figures">
    <div>
      <dt dir="auto" innerText={props.reservation.tier_name} />
      <dd translate="no" innerText={`${props.reservation.quantity} × ${money(props.reservation.price_cents)}`} />
    </div>
    <div class="total">
      <dt>Total</dt>
      <dd translate="no" innerText={money(props.reservation.total_price_cents)} />
    </div>
  </dl>
);
