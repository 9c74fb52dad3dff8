import { Show } from 'solid-js';
import { createAction } from '../ui/action.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { openCheckout, pay } from './purchase.ts';

/** Tickets that cost nothing take no card: one button opens the checkout session and confirms it. */
export function FreeStep(props: {
  eventId: string;
  reservationId: string;
  sessionId: string | undefined;
  onChange: () => void;
}) {
  const taking = createAction(
    async () => pay(props.sessionId ?? (await openCheckout(props.eventId, props.reservationId))),
    () => props.onChange(),
  );
  return (
    <>
      <Show when={taking.problem()}>
        {(problem) => <ProblemNotice problem={problem()} eventId={props.eventId} onRetry={() => void taking.run()} />}
      </Show>
      <button type="button" class="button wide" aria-disabled={taking.busy()} onClick={() => void taking.run()}>
        {taking.busy() ? 'One moment…' : 'Get your tickets'}
      </button>
    </>
  );
}
