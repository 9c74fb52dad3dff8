import { createEffect } from 'solid-js';
import { createPolling } from '../../http/polling.ts';
import type { Problem } from '../../http/problem.ts';
import { PollingNotice } from '../../ui/polling-notice.tsx';
import { askOutcome } from '../purchase.ts';

/** Each question makes the server ask the payment provider, and there is a limit of ten a minute. */
const askEveryMs = 8_000;

type Props = {
  eventId: string;
  sessionId: string;
  /** The purchase has gone on, one way or the other. */
  onKnown: () => void;
  /** This card does not pay, or the buyer wants to give another one. */
  onAnotherCard: (problem?: Problem) => void;
};

/** Waits until it is known what became of a payment: after it was sent, after the bank's page, after a closed tab. */
export function PaymentWait(props: Props) {
  const outcome = createPolling(
    () => askOutcome(props.sessionId),
    () => askEveryMs,
  );
  createEffect(() => outcome.latest()?.isPending === false && props.onKnown());
  createEffect(() => {
    const problem = outcome.problem();
    if (problem?.code === 'payment_declined') props.onAnotherCard(problem);
    else if (problem?.transient === false) props.onKnown();
  });
  return (
    <div class="stack">
      <PollingNotice
        polling={outcome}
        eventId={props.eventId}
        meanwhile="You are charged once at most, whatever happens to the connection."
      />
      <div class="notice" role="status">
        <h2>Waiting for your bank</h2>
        <p>
          Your payment is on its way. This page notices when it has gone through; you may also close it and come back.
          Your tickets stay held until the time above is over.
        </p>
        <p>Did you stop before your bank’s steps were at their end? Then pay again. You are charged once at most.</p>
        <button type="button" class="button quiet" onClick={() => props.onAnotherCard()}>
          Pay again, or with another card
        </button>
      </div>
    </div>
  );
}
