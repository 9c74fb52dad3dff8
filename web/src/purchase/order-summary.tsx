import { money } from '../ui/money.ts';
import type { ReservationSummary } from './hold.ts';

/** The tickets being bought and their total price. */
export const OrderSummary = (props: { reservation: ReservationSummary }) => (
  <dl class="card summary figures">
    <div>
      <dt>{props.reservation.tier_name}</dt>
      <dd>
        {props.reservation.quantity} × {money(props.reservation.price_cents)}
      </dd>
    </div>
    <div class="total">
      <dt>Total</dt>
      <dd>{money(props.reservation.total_price_cents)}</dd>
    </div>
  </dl>
);
