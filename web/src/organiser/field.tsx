import { createUniqueId, For, Match, Show, Switch } from 'solid-js';
import type { Problem } from '../http/problem.ts';

/** The part of a TanStack field that `Field` needs, whatever form it belongs to. */
export type FormField = {
  name: string;
  state: { value: string; meta: { isTouched: boolean; errors: readonly unknown[] } };
  handleChange: (value: string) => void;
  handleBlur: () => void;
};

export type Choice = { value: string; label: string };

export type FieldProps = {
  field: FormField;
  label: string;
  hint?: string;
  /** The problem of the last request; its message is shown here if it names this field. */
  problem?: Problem | undefined;
  type?: 'text' | 'datetime-local';
  /** The keyboard that a phone shows, for numbers and amounts. */
  keyboard?: 'numeric' | 'decimal';
  lines?: number;
  /** Values to choose from; others can be typed. */
  suggestions?: string[];
  /** Values of which one is chosen; nothing else can be given. */
  choices?: Choice[] | undefined;
};

/** A labelled form field. Its error is shown while the organiser types, and screen readers read it with the field. */
export function Field(props: FieldProps) {
  const id = createUniqueId();
  const isNamed = () =>
    Array.isArray(props.problem?.fields['fields']) && props.problem.fields['fields'].includes(props.field.name);
  const error = () => {
    const { isTouched, errors } = props.field.state.meta;
    const message = errors.find((entry) => typeof entry === 'string');
    if (isTouched && message !== undefined) return message;
    return isNamed() ? props.problem!.message : undefined;
  };
  const inputProps = () => ({
    id,
    name: props.field.name,
    value: props.field.state.value,
    onInput: (event: InputEvent & { currentTarget: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement }) =>
      props.field.handleChange(event.currentTarget.value),
    onBlur: () => props.field.handleBlur(),
    'aria-invalid': error() !== undefined,
    'aria-describedby': `${id}-hint ${id}-error`,
  });
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <Switch
        fallback={
          <input
            type={props.type ?? 'text'}
            inputmode={props.keyboard}
            autocomplete="off"
            dir="auto"
            list={props.suggestions && `${id}-list`}
            {...inputProps()}
          />
        }
      >
        <Match when={props.lines}>{(lines) => <textarea rows={lines()} dir="auto" {...inputProps()} />}</Match>
        <Match when={props.choices}>
          {(choices) => (
            <select {...inputProps()}>
              <For each={choices()}>
                {({ value, label }) => (
                  <option value={value} selected={value === props.field.state.value} innerText={label} />
                )}
              </For>
            </select>
          )}
        </Match>
      </Switch>
      <Show when={props.suggestions}>
        {(suggestions) => (
          <datalist id={`${id}-list`}>
            <For each={suggestions()}>{(value) => <option value={value} />}</For>
          </datalist>
        )}
      </Show>
      <p id={`${id}-hint`} class="muted small" innerText={props.hint ?? ''} />
      <p id={`${id}-error`} class="field-error" aria-live="polite" innerText={error() ?? ''} />
    </div>
  );
}

/** Moves the focus to the first invalid field. */
export function focusFirstInvalid(form: HTMLFormElement): void {
  queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
