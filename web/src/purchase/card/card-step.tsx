import { createSignal, Match, Switch } from 'solid-js';
import { markPaymentSent } from '../../buyer/saved-purchase.ts';
import type { Problem } from '../../http/problem.ts';
import type { CardPayment } from '../purchase.ts';
import { CardEntry } from './card-entry.tsx';
import { PaymentWait } from './payment-wait.tsx';

type Props = {
  eventId: string;
  sessionId: string;
  /** Null while the payment is being made ready, and while it is being settled. */
  payment: CardPayment | null;
  paymentSent: boolean;
  onChange: () => void;
};

/** Pays by card at the payment provider: the card first, then the wait for what became of it. */
export function CardStep(props: Props) {
  const [isWaiting, setWaiting] = createSignal(props.paymentSent);
  const [refusal, setRefusal] = createSignal<Problem>();
  const takeAnotherCard = (problem?: Problem) => {
    markPaymentSent(props.eventId, false);
    setRefusal(problem);
    setWaiting(false);
  };
  return (
    <Switch fallback={<p class="muted">One moment: we are asking the payment provider…</p>}>
      <Match when={isWaiting()}>
        <PaymentWait
          eventId={props.eventId}
          sessionId={props.sessionId}
          onKnown={props.onChange}
          onAnotherCard={takeAnotherCard}
        />
      </Match>
      {/* A payment with another secret is another one, for which the provider has another form. */}
      <Match when={props.payment?.client_secret} keyed>
        <CardEntry
          eventId={props.eventId}
          sessionId={props.sessionId}
          payment={props.payment!}
          refusal={refusal()}
          onSent={() => setWaiting(true)}
        />
      </Match>
    </Switch>
  );
}
