import { Show, type ParentProps } from 'solid-js';
import type { Action } from '../ui/action.ts';
import { Dialog } from './dialog.tsx';
import { OrganiserNotice } from './organiser-notice.tsx';

/** Asks for a confirmation before an action that affects buyers. The children explain its effects. */
export function ConfirmDialog(
  props: ParentProps<{
    open: boolean;
    title: string;
    confirmLabel: string;
    cancelLabel?: string;
    action: Action;
    onClose: () => void;
  }>,
) {
  return (
    <Dialog open={props.open} title={props.title} onClose={props.onClose}>
      {props.children}
      <Show when={props.action.problem()}>
        {(problem) => <OrganiserNotice problem={problem()} onRetry={() => void props.action.run()} />}
      </Show>
      <div class="button-row">
        <button
          type="button"
          class="button"
          aria-disabled={props.action.busy()}
          onClick={() => void props.action.run()}
          innerText={props.action.busy() ? 'One moment…' : props.confirmLabel}
        />
        <button
          type="button"
          class="button quiet"
          autofocus
          onClick={() => props.onClose()}
          innerText={props.cancelLabel ?? 'Leave it as it is'}
        />
      </div>
    </Dialog>
  );
}
