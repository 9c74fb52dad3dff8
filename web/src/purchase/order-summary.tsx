import { money } from '../ui/money.ts';
import type { Bill } from './hold.ts';

/** What is being bought and what it comes to. */
export const OrderSummary = (props: { bill: Bill }) => (
  <dl class="card summary figures">
    <div>
      <dt>{props.bill.tier_name}</dt>
      <dd>
        {props.bill.quantity} × {money(props.bill.price_cents)}
      </dd>
    </div>
    <div class="total">
      <dt>Total</dt>
      <dd>{money(props.bill.total_price_cents)}</dd>
    </div>
  </dl>
);
