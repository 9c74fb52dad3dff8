import { createSignal, Show } from 'solid-js';
import type { Contact } from '../buyer/contact.ts';
import { createAction } from '../ui/action.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { ContactFields } from './contact-fields.tsx';
import { createContactForm, focusFirstError } from './contact-form.ts';
import { openCheckout } from './purchase.ts';

type Props = { eventId: string; reservationId: string; contact: Contact; onChange: () => void };

/** Where the tickets go, so that a typing error is seen before it is paid, and can be corrected. */
export function ContactSummary(props: Props) {
  const [editing, setEditing] = createSignal(false);
  return (
    <Show when={editing()} fallback={<Summary contact={props.contact} onEdit={() => setEditing(true)} />}>
      <Correction {...props} onDone={() => setEditing(false)} />
    </Show>
  );
}

const Summary = (props: { contact: Contact; onEdit: () => void }) => (
  <div class="card contact-summary">
    <p>
      <Show when={props.contact.email} fallback="Your tickets are not sent by e-mail.">
        {(email) => (
          <>
            Your tickets go to <strong translate="no" innerText={email()} />
          </>
        )}
      </Show>
    </p>
    <button
      type="button"
      class="button quiet"
      onClick={() => props.onEdit()}
      innerText={props.contact.email ? 'Change' : 'Add an address'}
    />
  </div>
);

function Correction(props: Props & { onDone: () => void }) {
  let element!: HTMLFormElement;
  const form = createContactForm({ ...props.contact });
  const saving = createAction(
    async () => {
      const contact = form.checked();
      if (!contact) return focusFirstError(element);
      await openCheckout(props.eventId, props.reservationId, contact);
      props.onChange();
      props.onDone();
    },
    () => form.isRefused(saving.problem()) && focusFirstError(element),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void saving.run();
  };
  return (
    <form class="stack card" ref={element} onSubmit={submit} novalidate>
      <ContactFields contact={form.contact()} errors={form.errors()} onInput={form.change} />
      <Show when={Object.keys(form.errors()).length === 0 && saving.problem()}>
        {(problem) => <ProblemNotice problem={problem()} eventId={props.eventId} onRetry={() => void saving.run()} />}
      </Show>
      <button
        type="submit"
        class="button quiet"
        aria-disabled={saving.busy()}
        innerText={saving.busy() ? 'Saving…' : 'Save'}
      />
    </form>
  );
}
