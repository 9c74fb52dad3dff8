import { createSignal, Show } from 'solid-js';
import { announce } from '../../ui/announce.tsx';
import { createAttempt } from '../../ui/attempt.ts';
import { Confirm } from '../confirm.tsx';
import { setPaused } from '../organiser.ts';
import type { SaleStatus } from './sale.ts';

const people = (count: number | null) =>
  count === null ? 'nobody can say how many' : count === 1 ? '1 person' : `${count} people`;
const tickets = (count: number) => (count === 1 ? '1 ticket' : `${count} tickets`);

/** Pauses the sale or lets it go on, and says before what that means for those who are in it. */
export function PauseControl(props: { sale: SaleStatus; onChange: () => void }) {
  const [asking, setAsking] = createSignal(false);
  // What is asked must not turn into its opposite while somebody reads it.
  const [pausing, setPausing] = createSignal(true);
  const changing = createAttempt(
    async () => {
      await setPaused(props.sale.event_id, pausing());
      setAsking(false);
      announce(pausing() ? 'The sale is paused.' : 'The sale goes on.');
    },
    () => props.onChange(),
  );
  const ask = () => {
    setPausing(!props.sale.paused);
    setAsking(true);
  };
  const isLive = () => props.sale.status === 'scheduled' || props.sale.status === 'on_sale';
  return (
    <>
      <Show when={isLive()}>
        <button type="button" class="button" onClick={ask}>
          {props.sale.paused ? 'Resume the sale…' : 'Pause the sale…'}
        </button>
      </Show>
      <Confirm
        open={asking()}
        attempt={changing}
        onClose={() => setAsking(false)}
        title={pausing() ? 'Pause the sale?' : 'Let the sale go on?'}
        yes={pausing() ? 'Pause the sale' : 'Resume the sale'}
      >
        <Show when={pausing()} fallback={<WhatResumingMeans sale={props.sale} />}>
          <WhatPausingMeans sale={props.sale} />
        </Show>
      </Confirm>
    </>
  );
}

const WhatPausingMeans = (props: { sale: SaleStatus }) => (
  <ul class="meaning">
    <li>
      In line: {people(props.sale.queue_length)}. Nobody is let in; they keep their places and are told of the pause.
    </li>
    <li>
      Let in already: {people(props.sale.admitted)}. They cannot take tickets meanwhile, and the time of their passes
      goes on running.
    </li>
    <li>Held now: {tickets(props.sale.total_active_holds)}. They can still be paid for until their deadlines.</li>
  </ul>
);

const WhatResumingMeans = (props: { sale: SaleStatus }) => (
  <ul class="meaning">
    <li>
      In line: {people(props.sale.queue_length)}. As soon as a wave is due up to {props.sale.wave_size} are let in, and
      then every {props.sale.wave_interval_ms / 1_000} s.
    </li>
    <li>With a pass that still lasts: {people(props.sale.admitted)}. They can take tickets at once.</li>
  </ul>
);
