import { Match, Switch } from 'solid-js';
import { countdown, dateAndTime } from '../ui/time.ts';
import { phaseOf } from './event-phase.ts';
import type { EventSummary } from './events.ts';

const day = 86_400_000;

/** Where the sale stands: on sale, counting down, or over. `now` is the server's, in milliseconds. */
export function SaleBadge(props: { event: EventSummary; now: number }) {
  const phase = () => phaseOf(props.event, props.now);
  const opens = () => Date.parse(props.event.on_sale_at);
  return (
    <Switch>
      <Match when={phase() === 'on_sale'}>
        <span class="badge good">On sale now</span>
      </Match>
      <Match when={phase() === 'upcoming' && opens() - props.now < day}>
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
