import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { inGroups } from '../../../../codes.ts';
import { money } from '../../ui/money.ts';
import { dateAndTime } from '../../ui/time.ts';
import { OrganiserNotice } from '../organiser-notice.tsx';
import { OrderBadge } from './order-badge.tsx';
import type { OrderList } from './order-list.ts';
import { ticketCount, type ListedOrder, type OrderFilter } from './orders.ts';

/** What a search found, with a button for more. */
export function OrderResults(props: { list: OrderList; filter: OrderFilter }) {
  let rows!: HTMLUListElement;
  const count = () => props.list.orders()?.length ?? 0;
  const isFiltered = () => props.filter.q.trim() !== '' || props.filter.status !== '';
  const result = () => {
    if (props.list.busy()) return 'Looking…';
    if (props.list.problem()) return '';
    if (count() === 0)
      return isFiltered() ? 'No order fits. Try fewer words, or all statuses.' : 'Nothing is sold yet.';
    const number = count().toLocaleString();
    if (props.list.hasMore()) return `The newest ${number} orders.`;
    return count() === 1 ? '1 order.' : `${number} orders.`;
  };
  /** The first of the new orders gets the focus, because the button may be gone. */
  const loadMore = async () => {
    const before = count();
    await props.list.loadMore();
    rows.querySelectorAll('a')[before]?.focus();
  };
  return (
    <section class="stack" aria-label="Orders" aria-busy={props.list.busy()}>
      <p class="muted small" role="status" innerText={result()} />
      <Show when={props.list.problem()}>
        {(problem) => <OrganiserNotice problem={problem()} onRetry={props.list.retry} />}
      </Show>
      <ul class="order-list" ref={rows}>
        <For each={props.list.orders()}>
          {(order) => <OrderItem order={order} isOfAll={props.filter.eventId === undefined} />}
        </For>
      </ul>
      <Show when={props.list.hasMore()}>
        <button
          type="button"
          class="button quiet more"
          aria-disabled={props.list.busy()}
          onClick={() => void loadMore()}
          innerText="Show more"
        />
      </Show>
    </section>
  );
}

function OrderItem(props: { order: ListedOrder; isOfAll: boolean }) {
  return (
    <li class="card order-item">
      <h2>
        <A href={`/organiser/orders/${props.order.id}`}>
          <span translate="no" innerText={inGroups(props.order.number)} />
        </A>
      </h2>
      <p>
        <OrderBadge order={props.order} />
      </p>
      <div>
        <p dir="auto" translate="no" innerText={props.order.buyer.name ?? 'No name given'} />
        <p class="muted small" translate="no" innerText={props.order.buyer.email ?? ''} />
      </div>
      <div class="figures">
        <p>
          {money(props.order.total_price_cents, props.order.currency)} · {ticketCount(props.order.quantity)}
        </p>
        <p class="muted small" dir="auto" innerText={props.order.tier_name} />
      </div>
      <div class="muted small">
        <time datetime={props.order.created_at} innerText={dateAndTime(props.order.created_at)} />
        <Show when={props.isOfAll}>
          <p dir="auto" innerText={props.order.event_name} />
        </Show>
      </div>
    </li>
  );
}
