import { Match, Switch } from 'solid-js';
import { AllTakenNotice } from '../catalogue/all-taken-notice.tsx';
import { readAvailability, waitingStockPollInterval } from '../catalogue/events.ts';
import { remainingStock } from '../catalogue/remaining-stock.ts';
import { createPolling } from '../http/polling.ts';

/** Warns buyers in line when no tickets are free any more, so that nobody waits an hour in vain. */
export function StockWarning(props: { eventId: string }) {
  const stock = createPolling(() => readAvailability(props.eventId), waitingStockPollInterval);
  const remaining = () => remainingStock(stock.latest()?.availability ?? []);
  return (
    <Switch>
      <Match when={remaining() === 'unpaid'}>
        <AllTakenNotice />
      </Match>
      <Match when={remaining() === 'nothing'}>
        <p class="notice">
          Every ticket for this event is paid for. Unless the organiser adds some, your turn will bring you none.
        </p>
      </Match>
    </Switch>
  );
}
