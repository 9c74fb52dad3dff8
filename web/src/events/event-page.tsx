import { A, useParams } from '@solidjs/router';
import { createResource, createSignal, Match, Show, Switch } from 'solid-js';
import { pathTo, whereAmI, type Whereabouts } from '../buyer/whereabouts.ts';
import { createFollow } from '../server/follow.ts';
import { createNow } from '../ui/now.ts';
import { Page } from '../ui/page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { countdown, dateAndTime } from '../ui/time.ts';
import { JoinButton } from '../waiting-room/join-button.tsx';
import { phaseOf } from './event-phase.ts';
import { readAvailability, readEvent, stockPace, type EventDetails } from './events.ts';
import { SaleBadge } from './sale-badge.tsx';
import { StockList } from './stock-list.tsx';
import './event-page.css';

const onwards: Partial<Record<Whereabouts, string>> = {
  waiting: 'Back to your place in line',
  admitted: 'It’s your turn: choose tickets',
  holding: 'Finish your purchase',
};

/** One event: what is sold, when, and the way in, which is wherever this buyer has got to. */
export function EventPage() {
  const id = useParams()['id']!;
  const [event, { refetch }] = createResource(() => readEvent(id));
  return (
    <Show when={!event.error} fallback={<Page title="Event"><ProblemNotice problem={event.error} onRetry={() => void refetch()} /></Page>}>
      <Show when={event()}>{(found) => <Details event={found()} />}</Show>
    </Show>
  );
}

function Details(props: { event: EventDetails }) {
  const now = createNow();
  const stock = createFollow(() => readAvailability(props.event.id), stockPace);
  const phase = () => phaseOf(props.event, now());
  return (
    <Page title={props.event.name}>
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
      <NextStep event={props.event} phase={phase()} />
    </Page>
  );
}

function NextStep(props: { event: EventDetails; phase: ReturnType<typeof phaseOf> }) {
  const [whereabouts] = createResource(() => whereAmI(props.event.id).catch((): Whereabouts => 'outside'));
  const [refused, setRefused] = createSignal<unknown>();
  const onward = () => onwards[whereabouts() ?? 'outside'];
  return (
    <div class="next-step">
      <Switch>
        <Match when={onward()}>
          {(label) => (
            <A class="button wide" href={pathTo(props.event.id, whereabouts()!)}>
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
        <Match when={whereabouts()}>
          <JoinButton eventId={props.event.id} label={props.phase === 'upcoming' ? 'Take a place before it opens' : 'Join the waiting room'} wide onRefused={setRefused} />
        </Match>
      </Switch>
    </div>
  );
}
