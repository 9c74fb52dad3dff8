import { Show } from 'solid-js';
import { createAction } from '../ui/action.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { giveBack } from './hold.ts';

/** Gives the held tickets back before they are paid for. */
export function GiveBackButton(props: { eventId: string; reservationId: string; onChange: () => void }) {
  const givingBack = createAction(
    () => giveBack(props.eventId, props.reservationId),
    () => props.onChange(),
  );
  return (
    <>
      <Show when={givingBack.problem()}>
        {(problem) => (
          <ProblemNotice problem={problem()} eventId={props.eventId} onRetry={() => void givingBack.run()} />
        )}
      </Show>
      <button
        type="button"
        class="button quiet wide"
        aria-disabled={givingBack.busy()}
        onClick={() => void givingBack.run()}
        innerText={givingBack.busy() ? 'Giving back…' : 'Give the tickets back'}
      />
    </>
  );
}
