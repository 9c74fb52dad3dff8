import { A, useParams } from '@solidjs/router';
import { createSignal, Match, Show, Switch, type JSX } from 'solid-js';
import { pathTo, whereAmI, type Whereabouts } from '../buyer/whereabouts.ts';
import { createFollow } from '../http/polling.ts';
import { FollowNotice } from '../ui/follow-notice.tsx';
import { createNow } from '../ui/now.ts';
import { Page } from '../ui/page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { countdown, dateAndTime } from '../ui/time.ts';
import { JoinButton } from '../waiting-room/join-button.tsx';
import { AllTaken } from './all-taken.tsx';
import { phaseOf, type Phase } from './event-phase.ts';
import {
  distantStockPace,
  eventPace,
  readAvailability,
  readEvent,
  type EventDetails,
  type TierStock,
} from './events.ts';
import { SaleBadge } from './sale-badge.tsx';
import { StockList } from './stock-list.tsx';
import { whatIsLeft } from './what-is-left.ts';
import './event-page.css';

const onwards: Partial<Record<Whereabouts, string>> = {
  waiting: 'Back to your place in line',
  admitted: 'It’s your turn: choose tickets',
  holding: 'Finish your purchase',
};

/** One event: what is sold, when, and the way in, which is wherever this buyer has got to. */
export function EventPage() {
  const id = useParams()['id']!;
  const event = createFollow(() => readEvent(id), eventPace);
  return (
    <Show
      when={event.latest()}
      fallback={
        <Show when={event.problem()} fallback={<p class="muted">Looking for the event…</p>}>
          <Page title="Event">
            <FollowNotice follow={event} eventId={id} />
          </Page>
        </Show>
      }
    >
      {(found) => <Details event={found()} notice={<FollowNotice follow={event} eventId={id} />} />}
    </Show>
  );
}

function Details(props: { event: EventDetails; notice: JSX.Element }) {
  const now = createNow();
  const stock = createFollow(() => readAvailability(props.event.id), distantStockPace);
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
      <NextStep event={props.event} phase={phase()} stock={stock.latest()?.availability} />
    </Page>
  );
}

function NextStep(props: { event: EventDetails; phase: Phase; stock: TierStock[] | undefined }) {
  const follow = createFollow(async () => ({ where: await whereAmI(props.event.id) }), eventPace);
  // Joining finds the place there may be, so not knowing is no reason to stand in the way.
  const where = () => follow.latest()?.where ?? (follow.problem() && 'outside');
  const [refused, setRefused] = createSignal<unknown>();
  const onward = () => onwards[where() ?? 'outside'];
  const left = () => whatIsLeft(props.stock ?? []);
  return (
    <div class="next-step">
      <Switch>
        <Match when={onward()}>
          {(label) => (
            <A class="button wide" href={pathTo(props.event.id, where()!)}>
              {label()}
            </A>
          )}
        </Match>
        <Match when={props.phase === 'canceled'}>
          <p class="notice">This event is cancelled. Its tickets are not sold any more.</p>
        </Match>
        <Match when={props.phase === 'over'}>
          <p class="notice">The sale is over. Tickets you have bought are under “My tickets”.</p>
        </Match>
        <Match when={refused()}>
          <ProblemNotice problem={refused()} eventId={props.event.id} onRetry={() => setRefused(undefined)} />
        </Match>
        <Match when={props.phase === 'on_sale' && left() === 'nothing'}>
          <div class="notice">
            <h2>Sold out</h2>
            <p>Every ticket for this event is paid for.</p>
            <A class="button quiet" href="/">
              See all events
            </A>
          </div>
        </Match>
        <Match when={where()}>
          <Show when={props.phase === 'on_sale' && left() === 'unpaid'}>
            <AllTaken />
          </Show>
          <JoinButton
            eventId={props.event.id}
            label={props.phase === 'upcoming' ? 'Take a place before it opens' : 'Join the waiting room'}
            wide
            onRefused={setRefused}
          />
        </Match>
      </Switch>
    </div>
  );
}
