import { createUniqueId, Show } from 'solid-js';
import type { Problem } from '../http/problem.ts';

/** What a field of a form offers, whatever form it belongs to. */
export type FormField = {
  name: string;
  state: { value: string; meta: { isTouched: boolean; errors: readonly unknown[] } };
  handleChange: (value: string) => void;
  handleBlur: () => void;
};

type FieldProps = {
  field: FormField;
  label: string;
  hint?: string;
  /** What the server refused; where it names this field, its reason stands here. */
  refused?: Problem | undefined;
  type?: 'text' | 'datetime-local';
  /** For numbers and money: the keyboard a phone shows. */
  keyboard?: 'numeric' | 'decimal';
  lines?: number;
};

/** One line of a form. What is wrong with it is said as one types, and read out with the field. */
export function Field(props: FieldProps) {
  const id = createUniqueId();
  const named = () =>
    Array.isArray(props.refused?.fields['fields']) && props.refused.fields['fields'].includes(props.field.name);
  const wrong = () => {
    const { isTouched, errors } = props.field.state.meta;
    const found = errors.find((error) => typeof error === 'string');
    if (isTouched && found !== undefined) return found;
    return named() ? props.refused!.message : undefined;
  };
  const shared = () => ({
    id,
    name: props.field.name,
    value: props.field.state.value,
    onInput: (event: InputEvent & { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      props.field.handleChange(event.currentTarget.value),
    onBlur: () => props.field.handleBlur(),
    'aria-invalid': wrong() !== undefined,
    'aria-describedby': `${id}-hint ${id}-wrong`,
  });
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <Show
        when={props.lines}
        fallback={<input type={props.type ?? 'text'} inputmode={props.keyboard} autocomplete="off" {...shared()} />}
      >
        {(lines) => <textarea rows={lines()} {...shared()} />}
      </Show>
      <p id={`${id}-hint`} class="muted small">
        {props.hint}
      </p>
      <p id={`${id}-wrong`} class="field-wrong" aria-live="polite">
        {wrong()}
      </p>
    </div>
  );
}

/** Takes whoever pressed the button to the first line that is wrong. */
export function focusFirstWrong(form: HTMLFormElement): void {
  queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
