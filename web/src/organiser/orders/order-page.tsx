import { A, useParams } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { inGroups } from '../../../../codes.ts';
import { createPolling } from '../../http/polling.ts';
import { vatNote } from '../../ui/cost-text.ts';
import { money } from '../../ui/money.ts';
import { Page } from '../../ui/page.tsx';
import { placeOf, zoneOf } from '../../ui/time-zone.ts';
import { EraseControl } from './erase-control.tsx';
import { MailsSection } from './mails-section.tsx';
import { OrganiserNotice } from '../organiser-notice.tsx';
import { OrderBadge } from './order-badge.tsx';
import { moment, readOrder, ticketCount, type Order } from './orders.ts';
import { OrderTickets } from './order-tickets.tsx';
import { RefundControl } from './refund-control.tsx';
import { RefundList } from './refund-list.tsx';
import { storyText } from './story-text.ts';
import './orders.css';

/** One order: who bought what, its tickets, and what happened to it. */
export function OrderPage() {
  const id = useParams()['id']!;
  const order = createPolling(() => readOrder(id), pollInterval);
  return (
    <Show
      when={order.latest()}
      fallback={
        <Show when={order.problem()}>
          {(problem) => (
            <Page title="Order">
              <OrganiserNotice problem={problem()} onRetry={order.refresh} />
            </Page>
          )}
        </Show>
      }
    >
      {(found) => <Details order={found()} onChange={order.refresh} />}
    </Show>
  );
}

/** Money that goes back is waited for; otherwise an order hardly ever changes. */
const pollInterval = ({ refunds }: Order, hidden: boolean): number =>
  !hidden && refunds.some(({ state }) => state === 'requested') ? 1_500 : 60_000;

function Details(props: { order: Order; onChange: () => void }) {
  const time = (iso: string) => moment(iso, props.order.event.time_zone);
  const missing = () => (props.order.buyer.erased_at === null ? 'Not given' : 'Erased');
  return (
    <Page title={`Order ${inGroups(props.order.number)}`}>
      <div class="item-row">
        <OrderBadge order={props.order} />
        <RefundControl order={props.order} onChange={props.onChange} />
        <A class="button quiet" href={`/organiser/events/${props.order.event_id}/orders`}>
          Orders of this event
        </A>
        <Show when={props.order.workflow_url}>
          {(url) => (
            <a class="button quiet" href={url()} target="_blank" rel="noopener noreferrer">
              Workflow in Temporal
            </a>
          )}
        </Show>
        <EraseControl order={props.order} onChange={props.onChange} />
      </div>
      <div class="side-by-side">
        <dl class="card facts">
          <Fact name="Event" value={props.order.event.name} />
          <Fact name="Bought" value={`${ticketCount(props.order.quantity)}, ${props.order.tier_name}`} />
          <Fact name="Total" value={money(props.order.total_price_cents, props.order.currency)} />
          <Show when={props.order.fees_cents > 0}>
            <Fact name="Fees" value={feesText(props.order)} />
          </Show>
          <Show when={props.order.total_price_cents > 0 && vatNote(props.order.vat_rate_bp)}>
            {(note) => <Fact name={note()} value={money(props.order.vat_cents, props.order.currency)} />}
          </Show>
          <Show when={props.order.refunded_cents > 0}>
            <Fact name="Refunded" value={money(props.order.refunded_cents, props.order.currency)} />
          </Show>
        </dl>
        <dl class="card facts">
          <Fact name="Name" value={props.order.buyer.name ?? missing()} />
          <div>
            <dt class="muted small">E-mail</dt>
            <dd translate="no">
              <Show when={props.order.buyer.email} fallback={missing()}>
                {(email) => <a href={`mailto:${encodeURIComponent(email())}`}>{email()}</a>}
              </Show>
            </dd>
          </div>
        </dl>
      </div>
      <RefundList order={props.order} />
      <OrderTickets order={props.order} />
      <MailsSection order={props.order} />
      <section class="stack">
        <h2>What happened</h2>
        <ol class="card story">
          <For each={props.order.story}>
            {(line) => (
              <li>
                <time class="muted small figures" datetime={line.at} innerText={time(line.at)} />
                <p innerText={storyText(line, props.order.currency)} />
              </li>
            )}
          </For>
        </ol>
        <p class="muted small" innerText={`Times are those ${placeName(props.order.event.time_zone)}.`} />
      </section>
    </Page>
  );
}

/** Where the buyer pays the fees, they are part of the total. */
const feesText = ({ fees_cents, fee_paid_by, currency }: Order) =>
  `${money(fees_cents, currency)}, ${fee_paid_by === 'buyer' ? 'paid by the buyer in the total' : 'paid by you'}`;

const placeName = (timeZone: string | null) => {
  const place = placeOf(zoneOf(timeZone));
  return place.startsWith('in ') ? place : `of ${place}`;
};

function Fact(props: { name: string; value: string }) {
  return (
    <div>
      <dt class="muted small">{props.name}</dt>
      <dd dir="auto" innerText={props.value} />
    </div>
  );
}
