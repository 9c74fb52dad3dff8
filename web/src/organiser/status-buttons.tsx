import { createSignal, For, Show } from 'solid-js';
import { serverNow } from '../http/server-clock.ts';
import { createAction } from '../ui/action.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { changeEvent, type OrganiserEvent } from './events.ts';
import { publishing, statusChanges, type StatusChange } from './status-changes.ts';

const kinds = ['publish', 'draft', 'closed', 'canceled'] as const;
type Kind = (typeof kinds)[number];

/** A button for each possible change of status; a dialog explains its effects before it is made. */
export function StatusButtons(props: {
  event: OrganiserEvent;
  tierCount: number | undefined;
  onChange: (event: OrganiserEvent) => void;
}) {
  const [selected, setSelected] = createSignal<StatusChange>(statusChanges.draft);
  const [confirming, setConfirming] = createSignal(false);
  const [done, setDone] = createSignal('');
  const possible = () => {
    const { status, status_changes } = props.event;
    const canPublish = status_changes.includes('scheduled') && status !== 'on_sale';
    return kinds.filter((kind) => (kind === 'publish' ? canPublish : status_changes.includes(kind)));
  };
  const changeOf = (kind: Kind) =>
    kind === 'publish' ? publishing(props.event, props.tierCount, serverNow()) : statusChanges[kind];
  const ask = (kind: Kind) => {
    setSelected(changeOf(kind));
    setDone('');
    setConfirming(true);
  };
  const changing = createAction(async () => {
    const changed = await changeEvent(props.event.id, { status: selected().to });
    setConfirming(false);
    setDone(`Saved: the event is ${changed.status.replace('_', ' ')} now.`);
    props.onChange(changed);
  });
  return (
    <>
      <div class="button-row save-row">
        <For each={possible()}>
          {(kind) => (
            <button
              type="button"
              class="button"
              classList={{ quiet: kind !== 'publish' }}
              onClick={() => ask(kind)}
              innerText={changeOf(kind).label}
            />
          )}
        </For>
        <Show when={possible().length === 0}>
          <p class="muted">A cancelled event stays cancelled.</p>
        </Show>
        <p class="saved" role="status" innerText={done()} />
      </div>
      <ConfirmDialog
        open={confirming()}
        title={selected().title}
        confirmLabel={selected().confirmLabel}
        action={changing}
        onClose={() => setConfirming(false)}
      >
        <For each={selected().effects}>{(effect) => <p>{effect}</p>}</For>
      </ConfirmDialog>
    </>
  );
}
