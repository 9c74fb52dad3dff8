import { createMemo, createSignal, For, Show } from 'solid-js';
import { asProblem } from '../http/problem.ts';
import { serverNow } from '../http/server-clock.ts';
import { createAction } from '../ui/action.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { changeEvent, type OrganiserEvent } from './events.ts';
import { publishing, statusChanges } from './status-changes.ts';

const kinds = ['publish', 'draft', 'closed', 'canceled'] as const;
type Kind = (typeof kinds)[number];

/** A button for each possible change of status; a dialog explains its effects before it is made. */
export function StatusButtons(props: {
  event: OrganiserEvent;
  tierCount: number | undefined;
  onChange: (event: OrganiserEvent) => void;
}) {
  const [asked, setAsked] = createSignal<Kind>('draft');
  const [confirming, setConfirming] = createSignal(false);
  const [done, setDone] = createSignal('');
  const possible = () => {
    const { status, status_changes } = props.event;
    const canPublish = status_changes.includes('scheduled') && status !== 'on_sale';
    return kinds.filter((kind) => (kind === 'publish' ? canPublish : status_changes.includes(kind)));
  };
  const changeOf = (kind: Kind) =>
    kind === 'publish' ? publishing(props.event, props.tierCount, serverNow()) : statusChanges[kind];
  const selected = createMemo(() => changeOf(asked()));
  const ask = (kind: Kind) => {
    setAsked(kind);
    setDone('');
    setConfirming(true);
  };
  /** What a colleague changed meanwhile is shown before anybody decides on top of it. */
  const showPresent = (thrown: unknown) => {
    const { current } = asProblem(thrown).fields as { current?: OrganiserEvent };
    if (current) props.onChange(current);
    throw thrown;
  };
  const changing = createAction(async () => {
    const changed = await changeEvent(props.event.id, { status: selected().to }, props.event.etag).catch(showPresent);
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
