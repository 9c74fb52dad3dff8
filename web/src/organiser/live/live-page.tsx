import { A, useParams } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { createPolling } from '../../http/polling.ts';
import { Page } from '../../ui/page.tsx';
import { EventBadge } from '../event-badge.tsx';
import { OrganiserNotice } from '../organiser-notice.tsx';
import { PauseControl } from './pause-control.tsx';
import { RefundsSection } from './refunds-section.tsx';
import { RefusalsSection } from './refusals-section.tsx';
import { ReservationsSection } from './reservations-section.tsx';
import { SaleFigures } from './sale-figures.tsx';
import { livePollInterval, readReservations, readStatus, readTimeline, type TimelineWindow } from './sale.ts';
import { TierTable } from './tier-table.tsx';
import { TimelineSection } from './timeline-section.tsx';
import { WaveForm } from './wave-form.tsx';
import './live.css';

/** A running sale: its figures, its timeline, and the controls for pausing it and for its waves. */
export function LivePage() {
  const id = useParams()['id']!;
  const [window, setWindow] = createSignal<TimelineWindow>('15m');
  const status = createPolling(() => readStatus(id), livePollInterval);
  const timeline = createPolling(() => readTimeline(id, window()), livePollInterval);
  const reservations = createPolling(() => readReservations(id), livePollInterval);
  const selectWindow = (selected: TimelineWindow) => {
    setWindow(selected);
    timeline.refresh();
  };
  const problem = () => status.problem() ?? timeline.problem() ?? reservations.problem();
  const refreshAll = () => {
    for (const polling of [status, timeline, reservations]) polling.refresh();
  };
  return (
    <Page
      title={status.latest() ? `Live: ${status.latest()!.event_name}` : 'Live view'}
      heading={status.latest()?.event_name ?? 'Live view'}
    >
      <Show when={problem()}>
        {(found) => <StaleNotice problem={found()} shown={status.latest() !== undefined} onRetry={refreshAll} />}
      </Show>
      <Show when={status.latest()} fallback={<p class="muted">{problem() ? '' : 'Looking at the sale…'}</p>}>
        {(latest) => (
          <>
            <div class="item-row">
              <EventBadge status={latest().status} paused={latest().paused} />
              <PauseControl sale={latest()} onChange={status.refresh} />
              <A class="button quiet" href={`/organiser/events/${id}`}>
                Terms and tiers
              </A>
              <A class="button quiet" href={`/organiser/events/${id}/orders`}>
                Orders
              </A>
            </div>
            <Show when={latest().status === 'canceled'}>
              <RefundsSection eventId={id} />
            </Show>
            <SaleFigures sale={latest()} />
            <TimelineSection timeline={timeline.latest()} window={window()} onWindow={selectWindow} />
            <TierTable tiers={latest().tiers} />
            <div class="side-by-side">
              <WaveForm eventId={id} sale={latest()} onChange={status.refresh} />
              <RefusalsSection refusals={latest().refusals} />
            </div>
            <ReservationsSection reservations={reservations.latest()} />
          </>
        )}
      </Show>
    </Page>
  );
}

/** Says that the figures shown are old. For transient problems the page retries by itself. */
function StaleNotice(props: { problem: unknown; shown: boolean; onRetry: () => void }) {
  return (
    <>
      <OrganiserNotice problem={props.problem} onRetry={props.onRetry} />
      <Show when={props.shown}>
        <p class="muted small">The figures below are the last ones that arrived.</p>
      </Show>
    </>
  );
}
