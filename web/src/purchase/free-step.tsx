import { Show } from 'solid-js';
import { readContact } from '../buyer/contact.ts';
import { createAction } from '../ui/action.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { ContactFields } from './contact-fields.tsx';
import { createContactForm, focusFirstError } from './contact-form.ts';
import { openCheckout, pay } from './purchase.ts';

/** Tickets that cost nothing take no card: one button opens the checkout session and confirms it. */
export function FreeStep(props: { eventId: string; reservationId: string; onChange: () => void }) {
  let element!: HTMLFormElement;
  const form = createContactForm(readContact());
  const taking = createAction(
    async () => {
      const contact = form.checked();
      if (contact) await pay(await openCheckout(props.eventId, props.reservationId, contact));
      else focusFirstError(element);
    },
    () => (form.isRefused(taking.problem()) ? focusFirstError(element) : props.onChange()),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void taking.run();
  };
  return (
    <form class="stack stack-l" ref={element} onSubmit={submit} novalidate>
      <ContactFields contact={form.contact()} errors={form.errors()} onInput={form.change} />
      <Show when={Object.keys(form.errors()).length === 0 && taking.problem()}>
        {(problem) => <ProblemNotice problem={problem()} eventId={props.eventId} onRetry={() => void taking.run()} />}
      </Show>
      <button
        type="submit"
        class="button wide"
        aria-disabled={taking.busy()}
        innerText={taking.busy() ? 'One moment…' : 'Get your tickets'}
      />
    </form>
  );
}
