import { A, useParams } from '@solidjs/router';
import { createResource, For, Show } from 'solid-js';
import { locale } from '../../ui/locale.ts';
import { money } from '../../ui/money.ts';
import { Page } from '../../ui/page.tsx';
import { placeOf } from '../../ui/time-zone.ts';
import { readEvent } from '../events.ts';
import { OrganiserNotice } from '../organiser-notice.tsx';
import { readMoney, type EventMoney } from './orders.ts';
import { SumsTable } from './sums-table.tsx';
import './orders.css';

/** What an event earned: in all, by tier and by day. */
export function MoneyPage() {
  const id = useParams()['id']!;
  const [event] = createResource(() => readEvent(id));
  const [sums, { refetch }] = createResource(() => readMoney(id));
  const title = () => (event.error || !event.latest ? 'Money' : `Money: ${event.latest.name}`);
  return (
    <Page title={title()}>
      <nav class="button-row" aria-label="This event">
        <A class="button quiet" href={`/organiser/events/${id}/orders`}>
          Orders
        </A>
        <A class="button quiet" href={`/organiser/events/${id}/live`}>
          Live view
        </A>
      </nav>
      <Show when={!sums.error} fallback={<OrganiserNotice problem={sums.error} onRetry={() => void refetch()} />}>
        <Show when={sums.latest} fallback={<p class="muted">Adding up…</p>}>
          {(found) => <Sums sums={found()} />}
        </Show>
      </Show>
    </Page>
  );
}

function Sums(props: { sums: EventMoney }) {
  const figures = () => [
    { name: 'Gross', figure: money(props.sums.gross_cents, props.sums.currency) },
    { name: 'Refunded', figure: money(props.sums.refunded_cents, props.sums.currency) },
    { name: 'Disputed', figure: money(props.sums.disputed_cents, props.sums.currency) },
    { name: 'Buyers’ fees', figure: money(props.sums.buyer_fees_cents, props.sums.currency) },
    { name: 'Your fees', figure: money(props.sums.organiser_fees_cents, props.sums.currency) },
    { name: 'VAT', figure: money(props.sums.vat_cents, props.sums.currency) },
    { name: 'Net', figure: money(props.sums.net_cents, props.sums.currency) },
    { name: 'Orders', figure: props.sums.orders.toLocaleString() },
    { name: 'Tickets', figure: props.sums.tickets.toLocaleString() },
  ];
  const tiers = () => props.sums.by_tier.map(({ tier_name, ...sums }) => ({ name: tier_name, ...sums }));
  const days = () => props.sums.by_day.map(({ day, ...sums }) => ({ name: dayName(day), ...sums })).toReversed();
  return (
    <>
      <dl class="figures-row sums">
        <For each={figures()}>
          {({ name, figure }) => (
            <div class="card">
              <dt class="muted small">{name}</dt>
              <dd class="figures" translate="no" innerText={figure} />
            </div>
          )}
        </For>
      </dl>
      <SumsTable
        heading="By tier"
        currency={props.sums.currency}
        name="Tier"
        rows={tiers()}
        none="This event has no tiers yet."
      />
      <SumsTable heading="By day" currency={props.sums.currency} name="Day" rows={days()} none="Nothing is sold yet." />
      <p class="muted small">
        Orders and tickets count all that was sold, also what was given back later. A refund or a dispute counts on the
        day of its order. Gross is what buyers paid; fees and VAT are those of what was neither given back nor disputed,
        and net is what remains of gross after refunds, disputes, fees and VAT.{' '}
        <span innerText={`A day ends at midnight ${placeOf(props.sums.time_zone)}.`} />
      </p>
    </>
  );
}

/** `2026-11-27` as `Fri, 27 Nov 2026`. */
const dayName = (day: string) =>
  new Date(day).toLocaleDateString(locale(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
