import { Show, type ParentProps } from 'solid-js';
import type { Action } from '../ui/action.ts';
import { OrganiserNotice } from './organiser-notice.tsx';

/** The end of a form: why the last save failed, the button, and `done`, which says what the last save did. */
export function SaveRow(props: ParentProps<{ saving: Action; label: string; done: string }>) {
  return (
    <>
      <Show when={props.saving.problem()}>
        {(problem) => <OrganiserNotice problem={problem()} onRetry={() => void props.saving.run()} />}
      </Show>
      <div class="button-row save-row">
        <button
          type="submit"
          class="button"
          aria-disabled={props.saving.busy()}
          innerText={props.saving.busy() ? 'Saving…' : props.label}
        />
        {props.children}
        <p class="saved" role="status" innerText={props.done} />
      </div>
    </>
  );
}
