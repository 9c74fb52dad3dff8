import { Match, Switch } from 'solid-js';
import { AllTaken } from '../events/all-taken.tsx';
import { lineStockPace, readAvailability } from '../events/events.ts';
import { whatIsLeft } from '../events/what-is-left.ts';
import { createFollow } from '../server/follow.ts';

/** Tells those in line when tickets run out before them: nobody should wait an hour for nothing. */
export function WorthWaiting(props: { eventId: string }) {
  const stock = createFollow(() => readAvailability(props.eventId), lineStockPace);
  const left = () => whatIsLeft(stock.latest()?.availability ?? []);
  return (
    <Switch>
      <Match when={left() === 'unpaid'}>
        <AllTaken />
      </Match>
      <Match when={left() === 'nothing'}>
        <p class="notice">Every ticket for this event is paid for. Unless the organiser adds some, your turn will bring you none.</p>
      </Match>
    </Switch>
  );
}
