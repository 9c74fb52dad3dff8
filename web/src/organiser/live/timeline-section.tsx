import { For, Show } from 'solid-js';
import { Chart } from './chart.tsx';
import type { SaleTimeline, TimelineWindow } from './sale.ts';

const windows: { window: TimelineWindow; name: string }[] = [
  { window: '15m', name: '15 minutes' },
  { window: '2h', name: '2 hours' },
  { window: '24h', name: 'Day' },
];

const stepName = (seconds: number) =>
  seconds < 60 ? `${seconds} seconds` : seconds === 60 ? 'minute' : `${seconds / 60} minutes`;

/** Arrivals, admissions and tickets over the selected time. */
export function TimelineSection(props: {
  timeline: SaleTimeline | undefined;
  window: TimelineWindow;
  onWindow: (window: TimelineWindow) => void;
}) {
  return (
    <section class="stack">
      <h2>Over time</h2>
      <fieldset class="windows">
        <legend class="visually-hidden">How far back</legend>
        <For each={windows}>
          {({ window, name }) => (
            <label>
              <input
                type="radio"
                name="window"
                value={window}
                checked={props.window === window}
                onChange={() => props.onWindow(window)}
              />
              <span>{name}</span>
            </label>
          )}
        </For>
      </fieldset>
      <Show when={props.timeline} fallback={<p class="muted">Drawing…</p>}>
        {(latest) => (
          <div class="side-by-side">
            <Show
              when={latest().arrivals && latest().admissions}
              fallback={<p class="muted">The waiting room is away; who came is not known now.</p>}
            >
              <Chart
                title={`People, each ${stepName(latest().step_seconds)}`}
                startsAt={latest().starts_at}
                stepSeconds={latest().step_seconds}
                lines={[
                  { name: 'Arrived', colour: '--accent', counts: latest().arrivals! },
                  { name: 'Let in', colour: '--good', counts: latest().admissions! },
                ]}
              />
            </Show>
            <Chart
              title={`Tickets, each ${stepName(latest().step_seconds)}`}
              startsAt={latest().starts_at}
              stepSeconds={latest().step_seconds}
              lines={[
                { name: 'Held', colour: '--warn', counts: latest().tickets_held },
                { name: 'Sold', colour: '--good', counts: latest().tickets_sold },
              ]}
            />
          </div>
        )}
      </Show>
    </section>
  );
}
