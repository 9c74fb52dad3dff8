import { Show, type ParentProps } from 'solid-js';
import type { Attempt } from '../ui/attempt.ts';
import { Dialog } from './dialog.tsx';
import { OrganiserNotice } from './organiser-notice.tsx';

/** Asks before something that others feel; its children say what it means for them. */
export function Confirm(
  props: ParentProps<{ open: boolean; title: string; yes: string; no?: string; attempt: Attempt; onClose: () => void }>,
) {
  return (
    <Dialog open={props.open} title={props.title} onClose={props.onClose}>
      {props.children}
      <Show when={props.attempt.refused()}>
        {(problem) => <OrganiserNotice problem={problem()} onRetry={() => void props.attempt.run()} />}
      </Show>
      <div class="button-row">
        <button
          type="button"
          class="button"
          aria-disabled={props.attempt.busy()}
          onClick={() => void props.attempt.run()}
        >
          {props.attempt.busy() ? 'One moment…' : props.yes}
        </button>
        <button type="button" class="button quiet" autofocus onClick={() => props.onClose()}>
          {props.no ?? 'Leave it as it is'}
        </button>
      </div>
    </Dialog>
  );
}
