import { createSignal, Index, Show } from 'solid-js';
import { createAction } from '../../ui/action.ts';
import { announce } from '../../ui/announce.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { setPaused } from '../events.ts';
import type { SaleStatus } from './sale.ts';

const people = (count: number | null) =>
  count === null ? 'nobody can say how many' : count === 1 ? '1 person' : `${count} people`;
const tickets = (count: number) => (count === 1 ? '1 ticket' : `${count} tickets`);

/** Pauses or resumes the sale, after a dialog that explains the effect on buyers. */
export function PauseControl(props: { sale: SaleStatus; onChange: () => void }) {
  const [confirming, setConfirming] = createSignal(false);
  // Fixed when the dialog opens, so that its question stays the same if the sale's state changes meanwhile.
  const [pausing, setPausing] = createSignal(true);
  const changing = createAction(
    async () => {
      await setPaused(props.sale.event_id, pausing());
      setConfirming(false);
      announce(pausing() ? 'The sale is paused.' : 'The sale goes on.');
    },
    () => props.onChange(),
  );
  const openDialog = () => {
    setPausing(!props.sale.paused);
    setConfirming(true);
  };
  const isLive = () => props.sale.status === 'scheduled' || props.sale.status === 'on_sale';
  return (
    <>
      <Show when={isLive()}>
        <button type="button" class="button" onClick={openDialog}>
          {props.sale.paused ? 'Resume the sale…' : 'Pause the sale…'}
        </button>
      </Show>
      <ConfirmDialog
        open={confirming()}
        action={changing}
        onClose={() => setConfirming(false)}
        title={pausing() ? 'Pause the sale?' : 'Let the sale go on?'}
        confirmLabel={pausing() ? 'Pause the sale' : 'Resume the sale'}
      >
        <Show when={pausing()} fallback={<ResumeEffects sale={props.sale} />}>
          <PauseEffects sale={props.sale} />
        </Show>
      </ConfirmDialog>
    </>
  );
}

const PauseEffects = (props: { sale: SaleStatus }) => (
  <Effects
    texts={[
      `In line: ${people(props.sale.queue_length)}. Nobody is let in; they keep their places and are told of ` +
        'the pause.',
      `Let in already: ${people(props.sale.admitted)}. They cannot take tickets meanwhile, and the time of their ` +
        'passes stands still.',
      `Held now: ${tickets(props.sale.total_active_holds)}. They can still be paid for until their deadlines.`,
    ]}
  />
);

const ResumeEffects = (props: { sale: SaleStatus }) => (
  <Effects
    texts={[
      `In line: ${people(props.sale.queue_length)}. As soon as a wave is due up to ${props.sale.wave_size} are let ` +
        `in, and then every ${props.sale.wave_interval_ms / 1_000} s.`,
      `With a pass that still lasts: ${people(props.sale.admitted)}. They can take tickets at once.`,
    ]}
  />
);

const Effects = (props: { texts: string[] }) => (
  <ul class="effects">
    <Index each={props.texts}>{(text) => <li innerText={text()} />}</Index>
  </ul>
);
