import { Show } from 'solid-js';
import { readContact } from '../buyer/contact.ts';
import { createAction } from '../ui/action.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { ContactFields } from './contact-fields.tsx';
import { createContactForm, focusFirstError } from './contact-form.ts';
import { openCheckout } from './purchase.ts';

/** Tickets are held. Opening the checkout session moves the deadline, so that there is time to pay. */
export function HeldStep(props: { eventId: string; reservationId: string; onChange: () => void }) {
  let element!: HTMLFormElement;
  const form = createContactForm(readContact());
  const opening = createAction(
    async () => {
      const contact = form.checked();
      if (contact) await openCheckout(props.eventId, props.reservationId, contact);
      else focusFirstError(element);
    },
    () => (form.isRefused(opening.problem()) ? focusFirstError(element) : props.onChange()),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void opening.run();
  };
  return (
    <form class="stack stack-l" ref={element} onSubmit={submit} novalidate>
      <ContactFields contact={form.contact()} errors={form.errors()} onInput={form.change} />
      <Show when={Object.keys(form.errors()).length === 0 && opening.problem()}>
        {(problem) => <ProblemNotice problem={problem()} eventId={props.eventId} onRetry={() => void opening.run()} />}
      </Show>
      <button
        type="submit"
        class="button wide"
        aria-disabled={opening.busy()}
        innerText={opening.busy() ? 'Opening…' : 'Go to payment'}
      />
    </form>
  );
}
