import { For, Show } from 'solid-js';
import { money } from '../../ui/money.ts';
import { moment, ticketCount, type Order } from './orders.ts';

type Refund = Order['refunds'][number];
type Dispute = Order['disputes'][number];

/** Every refund of an order with what became of it, and what the buyer's bank took back. */
export function RefundList(props: { order: Order }) {
  const time = (iso: string) => moment(iso, props.order.event.time_zone);
  const amount = (cents: number) => money(cents, props.order.currency);
  return (
    <Show when={props.order.refunds.length + props.order.disputes.length > 0}>
      <section class="stack">
        <h2 innerText={props.order.disputes.length > 0 ? 'Refunds and disputes' : 'Refunds'} />
        <ul class="card refunds">
          <For each={props.order.refunds}>
            {(refund) => (
              <li>
                <p class="item-row">
                  <span class={`badge ${refund.state === 'paid' ? 'good' : 'soon'}`} innerText={stateOf(refund)} />
                  <strong class="figures" translate="no" innerText={amount(refund.amount_cents)} />
                  <span innerText={subjectOf(refund)} />
                </p>
                <p dir="auto" innerText={refund.reason} />
                <p class="muted small" innerText={timeOf(refund, time)} />
                <Show when={refund.state === 'requested' && refund.failure}>
                  {(failure) => (
                    <p class="notice small">
                      The last attempt failed at the payment provider (
                      <span translate="no" innerText={failure()} />
                      ). It is asked again by itself; see that your account there has enough funds.
                    </p>
                  )}
                </Show>
              </li>
            )}
          </For>
          <For each={props.order.disputes}>
            {(dispute) => (
              <li>
                <p class="item-row">
                  <span
                    class={`badge ${dispute.state === 'won' ? 'good' : 'soon'}`}
                    innerText={disputes[dispute.state]}
                  />
                  <strong class="figures" translate="no" innerText={amount(dispute.amount_cents)} />
                  <span>
                    Dispute <span translate="no" innerText={dispute.id} />
                  </span>
                </p>
                <p innerText={explanations[dispute.state]} />
                <p class="muted small" innerText={`Since ${time(dispute.created_at)}`} />
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}

const stateOf = ({ state, failure }: Refund) => {
  if (state === 'paid') return 'Given back';
  return failure === null ? 'On its way' : 'Tried again';
};

const subjectOf = ({ kind, tickets, restock }: Refund) => {
  const subject = {
    order: 'for the whole order',
    tickets: `for ${ticketCount(tickets.length)}`,
    amount: 'as an amount',
  }[kind];
  return restock ? `${subject}, on sale again` : subject;
};

const timeOf = ({ created_at, settled_at }: Refund, time: (iso: string) => string) =>
  settled_at === null ? `Asked for ${time(created_at)}` : `Given back ${time(settled_at)}`;

const disputes: Record<Dispute['state'], string> = { open: 'Disputed', won: 'Dispute won', lost: 'Dispute lost' };
const explanations: Record<Dispute['state'], string> = {
  open: 'The buyer’s bank holds the money until it decides. Answer at your payment provider; the tickets are void.',
  won: 'The money stays with you, and the tickets are valid again.',
  lost: 'The buyer has the money back by their bank, and the tickets stay void.',
};
