import { useNavigate } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { createAction } from '../ui/action.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { leave } from './place.ts';

const takeFocus = (button: HTMLElement) => queueMicrotask(() => button.focus());

/** Gives the place up, after a confirmation, because it cannot be undone. */
export function LeaveButton(props: { eventId: string }) {
  const navigate = useNavigate();
  const [confirming, setConfirming] = createSignal(false);
  let leaveButton!: HTMLButtonElement;
  const stay = () => {
    setConfirming(false);
    takeFocus(leaveButton);
  };
  const leaving = createAction(async () => {
    await leave(props.eventId);
    navigate(`/events/${props.eventId}`, { replace: true });
  });
  return (
    <div class="stack leave">
      <Show
        when={confirming()}
        fallback={
          <button ref={leaveButton} type="button" class="button quiet" onClick={() => setConfirming(true)}>
            Leave the line
          </button>
        }
      >
        <p>Your place goes to the next person, and you would start again at the end.</p>
        <div class="button-row">
          <button type="button" class="button quiet" ref={takeFocus} onClick={stay}>
            Stay
          </button>
          <button type="button" class="button quiet" aria-disabled={leaving.busy()} onClick={() => void leaving.run()}>
            Leave
          </button>
        </div>
      </Show>
      <Show when={leaving.problem()}>
        {(problem) => <ProblemNotice problem={problem()} eventId={props.eventId} onRetry={() => void leaving.run()} />}
      </Show>
    </div>
  );
}
