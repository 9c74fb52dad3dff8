import { useParams } from '@solidjs/router';
import { Show, type Component, type JSX } from 'solid-js';
import { createPolling, type Polling } from '../http/polling.ts';
import { EventTime } from '../ui/event-time.tsx';
import { createNow } from '../ui/now.ts';
import { Page } from '../ui/page.tsx';
import { PollingNotice } from '../ui/polling-notice.tsx';
import { problemText } from '../ui/problem-text.ts';
import { countdown } from '../ui/time.ts';
import { BuyerMarks, type BuyerState } from './buyer-state.tsx';
import { DescriptionText } from './description-text.tsx';
import { phaseOf, type EventPhase } from './event-phase.ts';
import {
  eventPageStockPollInterval,
  eventPollInterval,
  readAvailability,
  readEvent,
  type EventDetails,
  type StockState,
} from './events.ts';
import { SaleBadge } from './sale-badge.tsx';
import { StockList } from './stock-list.tsx';
import './event-page.css';

/** The event, its phase, its stock once that is loaded, and how far this buyer has come. */
export type NextStepProps = {
  event: EventDetails;
  phase: EventPhase;
  stock: StockState | undefined;
  buyer: Polling<BuyerState>;
};

type PassedIn = { nextStep: Component<NextStepProps>; readBuyerState: (eventId: string) => Promise<BuyerState> };

/**
 * One event: what is sold and when. `nextStep` and `readBuyerState` are passed in (see main.tsx), because they need the
 * folders of the waiting room and the purchase, which import this one.
 */
export function EventPage(props: PassedIn) {
  const id = useParams()['id']!;
  const event = createPolling(() => readEvent(id), eventPollInterval);
  return (
    <Show
      when={event.latest()}
      fallback={
        <Show when={event.problem()} fallback={<p class="muted">Looking for the event…</p>}>
          <Page title={problemText(event.problem()).heading} heading="Event">
            <PollingNotice polling={event} eventId={id} />
          </Page>
        </Show>
      }
    >
      {(found) => <Details event={found()} notice={<PollingNotice polling={event} eventId={id} />} {...props} />}
    </Show>
  );
}

function Details(props: { event: EventDetails; notice: JSX.Element } & PassedIn) {
  const now = createNow();
  const phase = () => phaseOf(props.event, now());
  const stock = createPolling(
    () => readAvailability(props.event.id),
    (_, hidden) => eventPageStockPollInterval(phase() === 'on_sale', hidden),
  );
  const buyer = createPolling(() => props.readBuyerState(props.event.id), eventPollInterval);
  return (
    <Page title={props.event.name}>
      {props.notice}
      <div class="event-facts">
        <p class="badges">
          <SaleBadge event={props.event} now={now()} stock={stock.latest()?.stock} />
          <BuyerMarks state={buyer.latest()} />
        </p>
        <p dir="auto" innerText={props.event.venue} />
        <p class="muted">
          <EventTime at={props.event.starts_at} zone={props.event.time_zone} />
        </p>
      </div>
      <Show when={props.event.description}>{(description) => <DescriptionText description={description()} />}</Show>
      <Show when={phase() === 'upcoming'}>
        <div class="card opening">
          <p>The sale opens in</p>
          <p
            class="big-clock figures"
            role="timer"
            translate="no"
            innerText={countdown(Date.parse(props.event.on_sale_at), now())}
          />
          <p class="muted">
            <EventTime at={props.event.on_sale_at} zone={props.event.time_zone} />
          </p>
        </div>
      </Show>
      <section class="stack">
        <h2>Tickets</h2>
        <StockList event={props.event} stock={phase() === 'canceled' ? undefined : stock.latest()?.availability} />
      </section>
      <props.nextStep event={props.event} phase={phase()} stock={stock.latest()?.stock} buyer={buyer} />
    </Page>
  );
}
