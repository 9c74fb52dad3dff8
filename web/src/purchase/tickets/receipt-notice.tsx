import { createSignal, createUniqueId, Match, Show, Switch } from 'solid-js';
import { contactErrors, tidied } from '../../buyer/contact.ts';
import { createAction } from '../../ui/action.ts';
import { announce } from '../../ui/announce.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { sendReceipt, type Receipt } from './tickets.ts';
import '../../styles/fields.css';

type Props = { orderId: string; receipt: Receipt | null; onSent: () => void };

/** What became of the mail with the receipt; and a way to send it again, or to the right address. */
export function ReceiptNotice(props: Props) {
  const [asking, setAsking] = createSignal(false);
  const hint = () => (props.receipt ? 'Wrong address, or nothing there?' : 'Send the tickets by e-mail');
  return (
    <div class="card stack not-printed">
      <Show when={props.receipt}>{(receipt) => <ReceiptState receipt={receipt()} />}</Show>
      <Show
        when={asking()}
        fallback={<button type="button" class="button quiet" onClick={() => setAsking(true)} innerText={hint()} />}
      >
        <SendAgain {...props} onDone={() => setAsking(false)} />
      </Show>
    </div>
  );
}

const ReceiptState = (props: { receipt: Receipt }) => {
  const to = () => <strong translate="no" innerText={props.receipt.to} />;
  return (
    <p>
      <Switch>
        <Match when={props.receipt.state === 'sent'}>Receipt and tickets were sent to {to()}.</Match>
        <Match when={props.receipt.state === 'queued'}>Receipt and tickets are on their way to {to()}.</Match>
        <Match when={props.receipt.state === 'failed'}>Receipt and tickets could not be sent to {to()}.</Match>
        <Match when={props.receipt.state === 'not_configured'}>
          No mail is sent at the moment. Your tickets are here; receipt and tickets go to {to()} later.
        </Match>
      </Switch>
    </p>
  );
};

function SendAgain(props: Props & { onDone: () => void }) {
  const id = createUniqueId();
  let field!: HTMLInputElement;
  const [typed, setTyped] = createSignal('');
  const [error, setError] = createSignal('');
  const sending = createAction(async () => {
    const { email } = tidied({ name: '', email: typed() });
    const wrong =
      email === '' && !props.receipt ? 'Please write the address.' : contactErrors({ name: '', email }).email;
    if (wrong !== undefined) {
      setError(wrong);
      return field.focus();
    }
    await sendReceipt(props.orderId, email);
    announce('The mail is on its way.');
    props.onSent();
    props.onDone();
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void sending.run();
  };
  return (
    <form class="stack" onSubmit={submit} novalidate>
      <div class="field">
        <label for={id}>E-mail</label>
        <input
          id={id}
          ref={field}
          type="email"
          name="email"
          inputmode="email"
          autocomplete="email"
          autocapitalize="none"
          spellcheck={false}
          value={typed()}
          onInput={({ currentTarget }) => (setTyped(currentTarget.value), setError(''))}
          aria-invalid={error() !== ''}
          aria-describedby={`${id}-hint ${id}-error`}
        />
        <p
          id={`${id}-hint`}
          class="muted small"
          innerText={
            props.receipt
              ? 'Leave it empty for the same address. With another one, the link in the earlier mail ends.'
              : ''
          }
        />
        <p id={`${id}-error`} class="field-error" aria-live="polite" innerText={error()} />
      </div>
      <Show when={sending.problem()}>
        {(problem) => <ProblemNotice problem={problem()} onRetry={() => void sending.run()} />}
      </Show>
      <button
        type="submit"
        class="button quiet"
        aria-disabled={sending.busy()}
        innerText={sending.busy() ? 'Sending…' : 'Send it'}
      />
    </form>
  );
}
