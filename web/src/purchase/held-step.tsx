import { Show } from 'solid-js';
import { createAttempt } from '../ui/attempt.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { openCheckout } from './purchase.ts';

/** Tickets are held and nothing is paid: opening the checkout gives more time. */
export function HeldStep(props: { eventId: string; reservationId: string; onChange: () => void }) {
  const open = createAttempt(
    () => openCheckout(props.eventId, props.reservationId),
    () => props.onChange(),
  );
  return (
    <>
      <Show when={open.refused()}>
        {(problem) => <ProblemNotice problem={problem()} eventId={props.eventId} onRetry={() => void open.run()} />}
      </Show>
      <button type="button" class="button wide" aria-disabled={open.busy()} onClick={() => void open.run()}>
        {open.busy() ? 'Opening…' : 'Go to payment'}
      </button>
    </>
  );
}
