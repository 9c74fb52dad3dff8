import { createSignal, For, Show } from 'solid-js';
import { createAction } from '../ui/action.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { pay } from './purchase.ts';

const cards = [
  { simulate: 'success', name: 'Test card that pays', note: 'The payment goes through.' },
  {
    simulate: 'decline',
    name: 'Test card that is declined',
    note: 'Nothing is charged, and you may try another card.',
  },
  { simulate: 'fail', name: 'Test payment that fails', note: 'Nothing is charged and the tickets go back.' },
] as const;

/** Pays with the simulated provider. The page says when the response was lost; a retry never charges twice. */
export function PaymentStep(props: { eventId: string; sessionId: string; total: string; onChange: () => void }) {
  const [card, setCard] = createSignal<(typeof cards)[number]['simulate']>('success');
  const payment = createAction(
    () => pay(props.sessionId, card()),
    () => props.onChange(),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void payment.run();
  };
  return (
    <form class="stack stack-l" onSubmit={submit}>
      <fieldset class="stack" disabled={payment.busy()}>
        <legend>
          <h2>How do you pay?</h2>
        </legend>
        <p class="muted small">This is a simulation: no card is asked for and no money moves.</p>
        <For each={cards}>
          {({ simulate, name, note }) => (
            <label class="card option">
              <input
                type="radio"
                name="card"
                value={simulate}
                checked={card() === simulate}
                onChange={() => setCard(simulate)}
              />
              <span class="name">{name}</span>
              <span class="stock muted small">{note}</span>
            </label>
          )}
        </For>
      </fieldset>
      <Show when={payment.problem()}>
        {(problem) => (
          <ProblemNotice problem={problem()} eventId={props.eventId} onRetry={() => void payment.run()}>
            <Show when={problem().transient && problem().status !== 429}>
              <p>
                We do not know yet whether the payment went through. Trying again is safe: you are charged once at most.
              </p>
            </Show>
          </ProblemNotice>
        )}
      </Show>
      <button
        type="submit"
        class="button wide figures"
        aria-disabled={payment.busy()}
        innerText={payment.busy() ? 'Paying…' : `Pay ${props.total}`}
      />
    </form>
  );
}
