import { createSignal, createUniqueId, Show } from 'solid-js';
import { createAction } from '../ui/action.ts';
import { signIn } from './admin-token.ts';
import { isValidToken } from './organiser-api.ts';
import { OrganiserNotice } from './organiser-notice.tsx';

const validHeaderValue = /^[\x21-\x7e]+$/;

/** Asks for the admin token and saves it once the server has accepted it. */
export function TokenForm() {
  const [typed, setTyped] = createSignal('');
  const [error, setError] = createSignal('');
  const id = createUniqueId();
  let field!: HTMLInputElement;
  const checking = createAction(async () => {
    const token = typed().trim();
    if (token === '') return showError('Type or paste the token first.');
    if (!validHeaderValue.test(token) || !(await isValidToken(token)))
      return showError('This is not the token of this installation. Nothing was changed; check it and try again.');
    signIn(token);
  });
  const showError = (message: string) => {
    setError(message);
    field.focus();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setError('');
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
          onInput={({ currentTarget }) => (setTyped(currentTarget.value), setError(''))}
          aria-invalid={error() !== ''}
          aria-describedby={`${id}-hint ${id}-error`}
        />
        <p id={`${id}-hint`} class="muted small">
          <code>npm start</code> prints it as “Admin token”. It is kept in this tab alone and forgotten when the tab
          closes.
        </p>
        <p id={`${id}-error`} class="field-error" role="alert" innerText={error()} />
      </div>
      <Show when={checking.problem()}>
        {(problem) => <OrganiserNotice problem={problem()} onRetry={() => void checking.run()} />}
      </Show>
      <button
        type="submit"
        class="button"
        aria-disabled={checking.busy()}
        innerText={checking.busy() ? 'Checking…' : 'Open the console'}
      />
    </form>
  );
}
