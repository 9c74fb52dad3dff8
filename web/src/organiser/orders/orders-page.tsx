import { A, useParams } from '@solidjs/router';
import { createResource, createSignal, For, Show } from 'solid-js';
import { Page } from '../../ui/page.tsx';
import { readEvent } from '../events.ts';
import { OrganiserNotice } from '../organiser-notice.tsx';
import { FileButtons } from './file-buttons.tsx';
import { statusNames } from './order-badge.tsx';
import { createOrderList } from './order-list.ts';
import { OrderResults } from './order-results.tsx';
import type { OrderFilter, OrderStatus } from './orders.ts';
import './orders.css';

/**
 * What was looked for last, so that the way back from an order leads to it. It is kept in memory and not in the
 * address: addresses are kept in histories and logs, and this may be somebody's e-mail address.
 */
let lastFilter: OrderFilter = { eventId: undefined, q: '', status: '' };

/** The orders of one event, or of all events, with a search. */
export function OrdersPage() {
  const eventId = useParams()['id'];
  const [event, { refetch }] = createResource(() => eventId, readEvent);
  const [filter, setFilter] = createSignal<OrderFilter>(
    lastFilter.eventId === eventId ? lastFilter : { eventId, q: '', status: '' },
  );
  const change = (part: Partial<OrderFilter>) => (lastFilter = setFilter({ ...filter(), ...part }));
  const list = createOrderList(filter);
  const title = () => (event.error || !event.latest ? 'Orders' : `Orders: ${event.latest.name}`);
  return (
    <Page title={eventId === undefined ? 'All orders' : title()}>
      <Show when={event.error}>
        {(problem) => <OrganiserNotice problem={problem()} onRetry={() => void refetch()} />}
      </Show>
      <Show when={eventId}>
        {(id) => (
          <>
            <nav class="button-row" aria-label="This event">
              <A class="button quiet" href={`/organiser/events/${id()}/money`}>
                Money
              </A>
              <A class="button quiet" href={`/organiser/events/${id()}/live`}>
                Live view
              </A>
              <A class="button quiet" href={`/organiser/events/${id()}`}>
                Terms and tiers
              </A>
            </nav>
            <FileButtons eventId={id()} />
          </>
        )}
      </Show>
      <search class="order-search">
        <div class="field">
          <label for="order-search">Order number, name, e-mail or ticket code</label>
          <input
            id="order-search"
            type="search"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            maxlength={200}
            value={filter().q}
            onInput={({ currentTarget }) => change({ q: currentTarget.value })}
          />
        </div>
        <div class="field">
          <label for="order-status">Status</label>
          <select
            id="order-status"
            onChange={({ currentTarget }) => change({ status: currentTarget.value as OrderStatus | '' })}
          >
            <option value="">All</option>
            <For each={Object.entries(statusNames)}>
              {([status, name]) => (
                <option value={status} selected={status === filter().status}>
                  {name}
                </option>
              )}
            </For>
          </select>
        </div>
      </search>
      <OrderResults list={list} filter={filter()} />
    </Page>
  );
}
