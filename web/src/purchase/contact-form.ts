import { createSignal } from 'solid-js';
import { contactErrors, saveContact, tidied, type Contact } from '../buyer/contact.ts';
import type { Problem } from '../http/problem.ts';

/** A contact that is being typed. Its errors are shown once the buyer wants to go on, and gone when they type again. */
export function createContactForm(initial: Contact) {
  const [contact, setContact] = createSignal(initial);
  const [errors, setErrors] = createSignal<Partial<Contact>>({});
  return {
    contact,
    errors,
    change(change: Partial<Contact>): void {
      setContact({ ...contact(), ...change });
      setErrors({});
    },
    /** The tidied contact, remembered on this device; undefined where something is wrong with it, which is shown. */
    checked(): Contact | undefined {
      const given = tidied(contact());
      const wrong = contactErrors(given);
      setErrors(wrong);
      if (Object.keys(wrong).length > 0) return undefined;
      setContact(given);
      saveContact(given);
      return given;
    },
    /** Whether the server refused a field of the contact, which is then shown beside it. */
    isRefused(problem: Problem | undefined): boolean {
      const fields = problem?.fields['fields'];
      if (!Array.isArray(fields)) return false;
      const refused: Partial<Contact> = {
        ...(fields.includes('buyer.name') && { name: 'Please leave out what is no letter.' }),
        ...(fields.includes('buyer.email') && { email: 'Please write it like ada@example.org.' }),
      };
      if (Object.keys(refused).length > 0) setErrors(refused);
      return Object.keys(refused).length > 0;
    },
  };
}

export type ContactForm = ReturnType<typeof createContactForm>;

/** Moves the focus to the first field that has an error, so that it is in sight and read out. */
export function focusFirstError(form: HTMLFormElement): void {
  queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
