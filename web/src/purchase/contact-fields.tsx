import { createUniqueId } from 'solid-js';
import type { Contact } from '../buyer/contact.ts';
import '../styles/fields.css';

/** Asks for name and e-mail address, in the way in which browsers and password managers fill them in by themselves. */
export function ContactFields(props: {
  contact: Contact;
  errors: Partial<Contact>;
  onInput: (change: Partial<Contact>) => void;
}) {
  const id = createUniqueId();
  const common = (name: keyof Contact) => ({
    id: `${id}-${name}`,
    name,
    autocomplete: name,
    value: props.contact[name],
    onInput: (event: InputEvent & { currentTarget: HTMLInputElement }) =>
      props.onInput({ [name]: event.currentTarget.value }),
    'aria-invalid': props.errors[name] !== undefined,
    'aria-describedby': `${id}-${name}-error ${id}-hint`,
  });
  return (
    <fieldset class="stack contact">
      <legend>
        <h2>Where do we send your tickets?</h2>
      </legend>
      <p id={`${id}-hint`} class="muted small">
        We send the receipt and your tickets there, and remember both on this device. You can leave it empty: you find
        your tickets here as well.
      </p>
      <div class="field">
        <label for={`${id}-name`}>Name</label>
        <input type="text" dir="auto" autocapitalize="words" {...common('name')} />
        <p id={`${id}-name-error`} class="field-error" aria-live="polite" innerText={props.errors.name ?? ''} />
      </div>
      <div class="field">
        <label for={`${id}-email`}>E-mail</label>
        <input type="email" inputmode="email" autocapitalize="none" spellcheck={false} {...common('email')} />
        <p id={`${id}-email-error`} class="field-error" aria-live="polite" innerText={props.errors.email ?? ''} />
      </div>
    </fieldset>
  );
}
