import { useNavigate } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { createAttempt } from '../ui/attempt.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { leave } from './place.ts';

/** Gives the place up, asked twice: it cannot be had back. */
export function LeaveButton(props: { eventId: string }) {
  const navigate = useNavigate();
  const [asking, setAsking] = createSignal(false);
  const leaving = createAttempt(async () => {
    await leave(props.eventId);
    navigate(`/events/${props.eventId}`, { replace: true });
  });
  return (
    <div class="stack leave">
      <Show
        when={asking()}
        fallback={
          <button type="button" class="button quiet" onClick={() => setAsking(true)}>
            Leave the line
          </button>
        }
      >
        <p>Your place goes to the next person, and you would start again at the end.</p>
        <div class="button-row">
          <button
            type="button"
            class="button quiet"
            ref={(button) => queueMicrotask(() => button.focus())}
            onClick={() => setAsking(false)}
          >
            Stay
          </button>
          <button type="button" class="button quiet" aria-disabled={leaving.busy()} onClick={() => void leaving.run()}>
            Leave
          </button>
        </div>
      </Show>
      <Show when={leaving.refused()}>
        {(problem) => <ProblemNotice problem={problem()} eventId={props.eventId} onRetry={() => void leaving.run()} />}
      </Show>
    </div>
  );
}
