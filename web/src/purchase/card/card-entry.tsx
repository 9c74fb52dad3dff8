import { createSignal, onCleanup, onMount, Show } from 'solid-js';
import { markPaymentSent } from '../../buyer/saved-purchase.ts';
import { asProblem, type Problem } from '../../http/problem.ts';
import { createAction } from '../../ui/action.ts';
import { money } from '../../ui/money.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { askOutcome, type CardPayment } from '../purchase.ts';
import { openCardForm, type CardForm } from './card-form.ts';

type Props = {
  eventId: string;
  sessionId: string;
  payment: CardPayment;
  /** Why the last card did not pay. */
  refusal: Problem | undefined;
  onSent: () => void;
};

/** Takes a card or a wallet in the form of the payment provider, and sends the payment there. */
export function CardEntry(props: Props) {
  let place!: HTMLDivElement;
  let isGone = false;
  const [form, setForm] = createSignal<CardForm>();
  const opening = createAction(async () => {
    const opened = await openCardForm(props.payment, place);
    if (isGone) opened.close();
    else setForm(opened);
  });
  const paying = createAction(async () => {
    const { eventId, sessionId } = props;
    markPaymentSent(eventId, true);
    const sent = await form()!.send(`${location.origin}/events/${eventId}/checkout`).catch(unsure);
    if (sent.outcome === 'sent') return props.onSent();
    markPaymentSent(eventId, false);
    if (sent.outcome === 'unsure' && !(await askOutcome(sessionId)).isPending) return props.onSent();
    throw sent.problem;
  });
  /** Back from the bank's page by the browser's own button: this page goes on as it was left, and waits for nothing. */
  const onShown = ({ persisted }: PageTransitionEvent) => persisted && paying.busy() && props.onSent();
  onMount(() => {
    addEventListener('pageshow', onShown);
    void opening.run();
  });
  onCleanup(() => {
    removeEventListener('pageshow', onShown);
    isGone = true;
    form()?.close();
  });
  const isReady = () => form() !== undefined && !paying.busy();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isReady()) void paying.run();
  };
  const amount = () => money(props.payment.amount, props.payment.currency.toUpperCase());
  const problem = () => paying.problem() ?? (paying.busy() ? undefined : props.refusal);

  return (
    <form class="stack stack-l" onSubmit={submit}>
      <h2>How do you pay?</h2>
      <Show when={opening.problem()}>
        {(unavailable) => <ProblemNotice problem={unavailable()} onRetry={() => void opening.run()} />}
      </Show>
      <Show when={opening.busy()}>
        <p class="muted">Loading the card form…</p>
      </Show>
      <div class="card-form" ref={place} />
      <Show when={problem()}>
        {(refused) => <ProblemNotice problem={refused()} eventId={props.eventId} onRetry={() => void paying.run()} />}
      </Show>
      <button
        type="submit"
        class="button wide figures"
        aria-disabled={!isReady()}
        innerText={paying.busy() ? 'Paying…' : `Pay ${amount()}`}
      />
      <Show when={paying.busy()}>
        <p class="muted small" role="status">
          Your bank may ask you to confirm that it is you. The time above goes on running meanwhile.
        </p>
      </Show>
    </form>
  );
}

/** Whatever the provider's script throws by itself says nothing about the payment. */
const unsure = (thrown: unknown) => ({ outcome: 'unsure' as const, problem: asProblem(thrown) });
