import { Show } from 'solid-js';
import { createAttempt } from '../ui/attempt.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { giveBack } from './hold.ts';

/** The buyer wants the held tickets no more. */
export function GiveBackButton(props: { eventId: string; reservationId: string; onChange: () => void }) {
  const back = createAttempt(
    () => giveBack(props.eventId, props.reservationId),
    () => props.onChange(),
  );
  return (
    <>
      <Show when={back.refused()}>
        {(problem) => <ProblemNotice problem={problem()} eventId={props.eventId} onRetry={() => void back.run()} />}
      </Show>
      <button type="button" class="button quiet wide" aria-disabled={back.busy()} onClick={() => void back.run()}>
        {back.busy() ? 'Giving back…' : 'Give the tickets back'}
      </button>
    </>
  );
}
