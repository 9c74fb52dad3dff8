import { Show } from 'solid-js';
import { createPolling } from '../../http/polling.ts';
import { money } from '../../ui/money.ts';
import { livePollInterval, readRefunds } from './sale.ts';

const orders = (count: number) => (count === 1 ? '1 order' : `${count} orders`);

/** How much of what a cancelled event owes its buyers has been given back. */
export function RefundsSection(props: { eventId: string }) {
  const refunds = createPolling(() => readRefunds(props.eventId), livePollInterval);
  return (
    <Show when={refunds.latest()}>
      {(latest) => {
        const total = () => latest().due + latest().refunded;
        const amount = (cents: number) => money(cents, latest().currency);
        return (
          <section class="card stack" aria-labelledby="refunds">
            <h2 id="refunds">Refunds</h2>
            <Show when={total() > 0} fallback={<p class="muted">Nothing was sold, so nothing is given back.</p>}>
              <progress max={total()} value={latest().refunded} aria-labelledby="refunds" />
              <p class="figures">
                {`${latest().refunded} of ${orders(total())} refunded, ${amount(latest().refunded_cents)}; `}
                {latest().due > 0
                  ? `${amount(latest().due_cents)} still to be given back.`
                  : 'nothing is owed any more.'}
              </p>
              <Show when={latest().failing > 0}>
                <p class="notice small">
                  {`For ${orders(latest().failing)} the last attempt failed at the payment provider. `}
                  It is asked again by itself; see that your account there has enough funds.
                </p>
              </Show>
            </Show>
          </section>
        );
      }}
    </Show>
  );
}
