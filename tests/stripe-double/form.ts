/** What a body says; an array is a form whose names are numbers. */
export type Form = { [name: string]: string | Form };

/** Reads a body or a query as Stripe's API takes it: `metadata[payment_key]=a&payment_method_types[0]=card`. */
export function readForm(text: string): Form {
  const form: Form = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = [name.split('[')[0]!, ...[...name.matchAll(/\[([^\]]*)\]/g)].map(([, part]) => part!)];
    let at = form;
    for (const part of path.slice(0, -1)) at = inner(at, part);
    const last = path.at(-1)!;
    at[last === '' ? String(Object.keys(at).length) : last] = value;
  }
  return form;
}

function inner(form: Form, name: string): Form {
  const found = form[name];
  if (typeof found === 'object') return found;
  const made: Form = {};
  form[name] = made;
  return made;
}

/** The text under a name, if there is one. */
export const text = (form: Form, name: string): string | undefined => {
  const value = form[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The whole number under a name. */
export const whole = (form: Form, name: string): number | undefined => {
  const value = text(form, name);
  return value === undefined ? undefined : Number(value);
};

/** The texts under a name: the values of an object, or those of an array. */
export const texts = (form: Form, name: string): Record<string, string> => {
  const value = form[name];
  if (typeof value !== 'object') return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => entry[1] !== ''));
};
