import { createSignal, createUniqueId, Show } from 'solid-js';
import { createAttempt } from '../ui/attempt.ts';
import { signIn } from './admin-token.ts';
import { isAccepted } from './organiser-api.ts';
import { OrganiserNotice } from './organiser-notice.tsx';

const canBeSent = /^[\x21-\x7e]+$/;

/** Asks for the admin token and keeps it only once the server has accepted it. */
export function TokenForm() {
  const [typed, setTyped] = createSignal('');
  const [wrong, setWrong] = createSignal('');
  const id = createUniqueId();
  let field!: HTMLInputElement;
  const checking = createAttempt(async () => {
    const token = typed().trim();
    if (token === '') return refuse('Type or paste the token first.');
    if (!canBeSent.test(token) || !(await isAccepted(token)))
      return refuse('This is not the token of this installation. Nothing was changed; check it and try again.');
    signIn(token);
  });
  const refuse = (why: string) => {
    setWrong(why);
    field.focus();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setWrong('');
    void checking.run();
  };
  return (
    <form class="stack" onSubmit={submit} novalidate>
      <div class="field">
        <label for={id}>Admin token</label>
        <input
          id={id}
          ref={field}
          type="password"
          autocomplete="off"
          spellcheck={false}
          value={typed()}
          onInput={({ currentTarget }) => (setTyped(currentTarget.value), setWrong(''))}
          aria-invalid={wrong() !== ''}
          aria-describedby={`${id}-hint ${id}-wrong`}
        />
        <p id={`${id}-hint`} class="muted small">
          <code>npm start</code> prints it as “Admin token”. It is kept in this tab alone and forgotten when the tab
          closes.
        </p>
        <p id={`${id}-wrong`} class="field-wrong" role="alert">
          {wrong()}
        </p>
      </div>
      <Show when={checking.refused()}>
        {(problem) => <OrganiserNotice problem={problem()} onRetry={() => void checking.run()} />}
      </Show>
      <button type="submit" class="button" aria-disabled={checking.busy()}>
        {checking.busy() ? 'Checking…' : 'Open the console'}
      </button>
    </form>
  );
}
