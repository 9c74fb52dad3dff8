import { For, Show } from 'solid-js';
import { money } from '../../ui/money.ts';
import type { Sums } from './orders.ts';

/** Sums by tier or by day. `none` is said where there are no rows. */
export function SumsTable(props: {
  heading: string;
  currency: string;
  name: string;
  none: string;
  rows: (Sums & { name: string })[];
}) {
  return (
    <section class="stack">
      <h2>{props.heading}</h2>
      <Show when={props.rows.length > 0} fallback={<p class="muted">{props.none}</p>}>
        <div class="card wide-table" role="region" aria-label={props.heading} tabindex="0">
          <table class="figures">
            <thead>
              <tr>
                <th scope="col" class="in-sight">
                  {props.name}
                </th>
                <th scope="col">Gross</th>
                <th scope="col">Refunded</th>
                <th scope="col">Disputed</th>
                <th scope="col">Buyers’ fees</th>
                <th scope="col">Your fees</th>
                <th scope="col">VAT</th>
                <th scope="col">Net</th>
                <th scope="col">Orders</th>
                <th scope="col">Tickets</th>
              </tr>
            </thead>
            <tbody>
              <For each={props.rows}>
                {(row) => (
                  <tr>
                    <th scope="row" class="in-sight" dir="auto" innerText={row.name} />
                    <td innerText={money(row.gross_cents, props.currency)} />
                    <td innerText={money(row.refunded_cents, props.currency)} />
                    <td innerText={money(row.disputed_cents, props.currency)} />
                    <td innerText={money(row.buyer_fees_cents, props.currency)} />
                    <td innerText={money(row.organiser_fees_cents, props.currency)} />
                    <td innerText={money(row.vat_cents, props.currency)} />
                    <td innerText={money(row.net_cents, props.currency)} />
                    <td innerText={row.orders.toLocaleString()} />
                    <td innerText={row.tickets.toLocaleString()} />
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </Show>
    </section>
  );
}
