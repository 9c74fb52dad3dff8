import { useParams } from '@solidjs/router';
import { Show, type Component, type JSX } from 'solid-js';
import { createPolling } from '../http/polling.ts';
import { createNow } from '../ui/now.ts';
import { Page } from '../ui/page.tsx';
import { PollingNotice } from '../ui/polling-notice.tsx';
import { countdown, dateAndTime } from '../ui/time.ts';
import { phaseOf, type EventPhase } from './event-phase.ts';
import {
  eventPageStockPollInterval,
  eventPollInterval,
  readAvailability,
  readEvent,
  type EventDetails,
  type TierStock,
} from './events.ts';
import { SaleBadge } from './sale-badge.tsx';
import { StockList } from './stock-list.tsx';
import './event-page.css';

/** The event, its phase and, once loaded, its stock. */
export type NextStepProps = { event: EventDetails; phase: EventPhase; stock: TierStock[] | undefined };

/**
 * One event: what is sold and when. `nextStep` is passed in (see main.tsx), because it needs the folders of the
 * waiting room and the purchase, which import this one.
 */
export function EventPage(props: { nextStep: Component<NextStepProps> }) {
  const id = useParams()['id']!;
  const event = createPolling(() => readEvent(id), eventPollInterval);
  return (
    <Show
      when={event.latest()}
      fallback={
        <Show when={event.problem()} fallback={<p class="muted">Looking for the event…</p>}>
          <Page title="Event">
            <PollingNotice polling={event} eventId={id} />
          </Page>
        </Show>
      }
    >
      {(found) => (
        <Details event={found()} notice={<PollingNotice polling={event} eventId={id} />} nextStep={props.nextStep} />
      )}
    </Show>
  );
}

function Details(props: { event: EventDetails; notice: JSX.Element; nextStep: Component<NextStepProps> }) {
  const now = createNow();
  const stock = createPolling(() => readAvailability(props.event.id), eventPageStockPollInterval);
  const phase = () => phaseOf(props.event, now());
  return (
    <Page title={props.event.name}>
      {props.notice}
      <div class="event-facts">
        <SaleBadge event={props.event} now={now()} />
        <p>{props.event.venue}</p>
        <p class="muted">
          <time datetime={props.event.starts_at}>{dateAndTime(props.event.starts_at)}</time>
        </p>
      </div>
      <Show when={props.event.description}>
        <p>{props.event.description}</p>
      </Show>
      <Show when={phase() === 'upcoming'}>
        <div class="card opening">
          <p>The sale opens in</p>
          <p class="big-clock figures" role="timer">
            {countdown(Date.parse(props.event.on_sale_at), now())}
          </p>
          <p class="muted">{dateAndTime(props.event.on_sale_at)}</p>
        </div>
      </Show>
      <section class="stack">
        <h2>Tickets</h2>
        <StockList tiers={props.event.tiers} stock={stock.latest()?.availability} />
      </section>
      <props.nextStep event={props.event} phase={phase()} stock={stock.latest()?.availability} />
    </Page>
  );
}
