import { Match, Switch } from 'solid-js';
import { AllTaken } from '../catalogue/all-taken.tsx';
import { lineStockPace, readAvailability } from '../catalogue/events.ts';
import { whatIsLeft } from '../catalogue/what-is-left.ts';
import { createFollow } from '../http/polling.ts';

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
        <p class="notice">
          Every ticket for this event is paid for. Unless the organiser adds some, your turn will bring you none.
        </p>
      </Match>
    </Switch>
  );
}
