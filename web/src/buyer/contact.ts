import { browserStorage } from './browser-storage.ts';

/** The name and the e-mail address that a buyer gave at checkout; an empty text is none. */
export type Contact = { name: string; email: string };

export const noContact: Contact = { name: '', email: '' };

export const isSame = (one: Contact, other: Contact) => one.name === other.name && one.email === other.email;

const storageKey = 'ticketdrop:contact';

/** What this buyer gave last, in this browser. */
export function readContact(): Contact {
  try {
    const saved: unknown = JSON.parse(browserStorage.read(storageKey) ?? '{}');
    const { name, email } = (saved ?? {}) as Partial<Record<keyof Contact, unknown>>;
    return { name: textOf(name), email: textOf(email) };
  } catch {
    return noContact;
  }
}

export const saveContact = (contact: Contact): void => browserStorage.write(storageKey, JSON.stringify(contact));

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** The contact without the spaces that keyboards leave. */
export const tidied = ({ name, email }: Contact): Contact => ({
  name: name.trim().replace(/\s+/g, ' '),
  email: email.trim(),
});

const looksLikeAddress = /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@.,;<>]{2,}$/;

/** What is wrong with a tidied contact, and what to do about it. An empty field is right: buyers may leave it out. */
export const contactErrors = ({ name, email }: Contact): Partial<Contact> => ({
  ...(name.length > 100 && { name: `That is ${name.length} characters; 100 fit. Please shorten it.` }),
  ...(email !== '' && !looksLikeAddress.test(email) && { email: 'Please write it like ada@example.org.' }),
});
