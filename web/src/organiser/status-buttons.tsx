import { createSignal, For, Show } from 'solid-js';
import { serverNow } from '../http/server-clock.ts';
import { createAction } from '../ui/action.ts';
import { announce } from '../ui/announce.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { changeEvent, type EventStatus, type OrganiserEvent } from './events.ts';

type StatusChange = { to: EventStatus; label: string; title: string; effect: string };

/**
 * The changes of status that an organiser can make. Publishing schedules an event, or puts it on sale if its opening
 * time has passed.
 */
const changes: StatusChange[] = [
  {
    to: 'scheduled',
    label: 'Publish',
    title: 'Publish this event?',
    effect:
      'Buyers see it from now on and can take a place in its waiting room. ' +
      'The sale opens at its time, or at once where that has passed.',
  },
  {
    to: 'draft',
    label: 'Back to draft',
    title: 'Take this event back?',
    effect: 'Buyers do not see it any more, and everybody who waits loses the place.',
  },
  {
    to: 'closed',
    label: 'Close the sale',
    title: 'Close the sale?',
    effect:
      'Nobody can reserve any more, and everybody who waits loses the place. ' +
      'Tickets that are held can still be paid for. You can open it again.',
  },
  {
    to: 'canceled',
    label: 'Cancel the event',
    title: 'Cancel this event for good?',
    effect:
      'This cannot be undone. Buyers see the event as cancelled, everybody who waits loses the place, ' +
      'and tickets that are held go back. What is paid stays paid: giving it back is up to you.',
  },
];

/** A button for each possible change of status; a dialog explains its effect before it is made. */
export function StatusButtons(props: { event: OrganiserEvent; onChange: (event: OrganiserEvent) => void }) {
  const [selected, setSelected] = createSignal<StatusChange>(changes[0]!);
  const [confirming, setConfirming] = createSignal(false);
  const possible = () => changes.filter(({ to }) => props.event.status_changes.includes(to));
  const labelOf = (change: StatusChange) =>
    change.to === 'scheduled' && props.event.status === 'closed' ? 'Open the sale again' : change.label;
  const changing = createAction(async () => {
    const { to } = selected();
    const opensNow = to === 'scheduled' && Date.parse(props.event.on_sale_at) <= serverNow();
    const changed = await changeEvent(props.event.id, { status: opensNow ? 'on_sale' : to });
    setConfirming(false);
    announce(`The event is ${changed.status.replace('_', ' ')} now.`);
    props.onChange(changed);
  });
  return (
    <>
      <div class="button-row">
        <For each={possible().filter(({ to }) => !(to === 'scheduled' && props.event.status === 'on_sale'))}>
          {(change) => (
            <button
              type="button"
              class="button"
              classList={{ quiet: change.to !== 'scheduled' }}
              onClick={() => (setSelected(change), setConfirming(true))}
            >
              {labelOf(change)}
            </button>
          )}
        </For>
        <Show when={possible().length === 0}>
          <p class="muted">A cancelled event stays cancelled.</p>
        </Show>
      </div>
      <ConfirmDialog
        open={confirming()}
        title={selected().title}
        confirmLabel={labelOf(selected())}
        action={changing}
        onClose={() => setConfirming(false)}
      >
        <p>{selected().effect}</p>
      </ConfirmDialog>
    </>
  );
}
