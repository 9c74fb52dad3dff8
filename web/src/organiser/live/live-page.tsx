import { A, useParams } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { createFollow } from '../../http/polling.ts';
import { Page } from '../../ui/page.tsx';
import { EventBadge } from '../event-badge.tsx';
import { OrganiserNotice } from '../organiser-notice.tsx';
import { PauseControl } from './pause-control.tsx';
import { RefusalsSection } from './refusals-section.tsx';
import { ReservationsSection } from './reservations-section.tsx';
import { livePace, readReservations, readStatus, readTimeline, type TimelineWindow } from './sale.ts';
import { SaleFigures } from './sale-figures.tsx';
import { TierTable } from './tier-table.tsx';
import { TimelineSection } from './timeline-section.tsx';
import { WaveForm } from './wave-form.tsx';
import './live.css';

/** A sale as it runs: the figures, what is going on, and the two things one can do about it. */
export function LivePage() {
  const id = useParams()['id']!;
  const [window, setWindow] = createSignal<TimelineWindow>('15m');
  const status = createFollow(() => readStatus(id), livePace);
  const timeline = createFollow(() => readTimeline(id, window()), livePace);
  const reservations = createFollow(() => readReservations(id), livePace);
  const choose = (chosen: TimelineWindow) => {
    setWindow(chosen);
    timeline.refresh();
  };
  const problem = () => status.problem() ?? timeline.problem() ?? reservations.problem();
  const again = () => {
    for (const follow of [status, timeline, reservations]) follow.refresh();
  };
  return (
    <Page
      title={status.latest() ? `Live: ${status.latest()!.event_name}` : 'Live view'}
      heading={status.latest()?.event_name ?? 'Live view'}
    >
      <Show when={problem()}>
        {(refused) => <Stale problem={refused()} shown={status.latest() !== undefined} onRetry={again} />}
      </Show>
      <Show when={status.latest()} fallback={<p class="muted">{problem() ? '' : 'Looking at the sale…'}</p>}>
        {(now) => (
          <>
            <div class="organised">
              <EventBadge status={now().status} paused={now().paused} />
              <PauseControl sale={now()} onChange={status.refresh} />
              <A class="button quiet" href={`/organiser/events/${id}`}>
                Terms and tiers
              </A>
            </div>
            <SaleFigures sale={now()} />
            <TimelineSection timeline={timeline.latest()} window={window()} onWindow={choose} />
            <TierTable tiers={now().tiers} />
            <div class="side-by-side">
              <WaveForm eventId={id} sale={now()} onChange={status.refresh} />
              <RefusalsSection refusals={now().refusals} />
            </div>
            <ReservationsSection reservations={reservations.latest()} />
          </>
        )}
      </Show>
    </Page>
  );
}

/** What is shown is old; where trying again may help by itself, the page does. */
function Stale(props: { problem: unknown; shown: boolean; onRetry: () => void }) {
  return (
    <>
      <OrganiserNotice problem={props.problem} onRetry={props.onRetry} />
      <Show when={props.shown}>
        <p class="muted small">The figures below are the last ones that arrived.</p>
      </Show>
    </>
  );
}
