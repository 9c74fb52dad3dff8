import { Show } from 'solid-js';
import { createAction } from '../ui/action.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { openCheckout } from './purchase.ts';

/** Tickets are held. Opening the checkout session moves the deadline, so that there is time to pay. */
export function HeldStep(props: { eventId: string; reservationId: string; onChange: () => void }) {
  const opening = createAction(
    () => openCheckout(props.eventId, props.reservationId),
    () => props.onChange(),
  );
  return (
    <>
      <Show when={opening.problem()}>
        {(problem) => <ProblemNotice problem={problem()} eventId={props.eventId} onRetry={() => void opening.run()} />}
      </Show>
      <button
        type="button"
        class="button wide"
        aria-disabled={opening.busy()}
        onClick={() => void opening.run()}
        innerText={opening.busy() ? 'Opening…' : 'Go to payment'}
      />
    </>
  );
}
