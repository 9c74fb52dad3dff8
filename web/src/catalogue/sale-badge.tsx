import { Match, Switch } from 'solid-js';
import { countdown, dateAndTime } from '../ui/time.ts';
import { phaseOf } from './event-phase.ts';
import type { EventSummary } from './events.ts';

const dayMs = 86_400_000;

/** The state of the sale, with a countdown on the last day before it opens. `now`: server time, in milliseconds. */
export function SaleBadge(props: { event: EventSummary; now: number }) {
  const phase = () => phaseOf(props.event, props.now);
  const opens = () => Date.parse(props.event.on_sale_at);
  return (
    <Switch>
      <Match when={phase() === 'on_sale'}>
        <span class="badge good">On sale now</span>
      </Match>
      <Match when={phase() === 'upcoming' && opens() - props.now < dayMs}>
        <span class="badge soon figures">Opens in {countdown(opens(), props.now)}</span>
      </Match>
      <Match when={phase() === 'upcoming'}>
        <span class="badge">Opens {dateAndTime(props.event.on_sale_at)}</span>
      </Match>
      <Match when={phase() === 'canceled'}>
        <span class="badge">Cancelled</span>
      </Match>
      <Match when={phase() === 'over'}>
        <span class="badge">Sale ended</span>
      </Match>
    </Switch>
  );
}
