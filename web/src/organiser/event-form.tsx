import { createForm } from '@tanstack/solid-form';
import { createSignal } from 'solid-js';
import { createAction } from '../ui/action.ts';
import { invalidFields, type EventDraft } from './event-draft.ts';
import { Field, focusFirstInvalid } from './field.tsx';
import { SaveRow } from './save-row.tsx';
import { timeZone } from './validators.ts';

const defaultsHint = 'Empty: what this installation does for every event.';

/**
 * The form for the terms of an event. `onSave` gets a valid draft and says what it did; its errors are shown, and the
 * input stays.
 */
export function EventForm(props: {
  draft: EventDraft;
  action: string;
  onSave: (draft: EventDraft) => Promise<string>;
}) {
  let element!: HTMLFormElement;
  const [done, setDone] = createSignal('');
  const saving = createAction(
    async () => {
      setDone(await props.onSave(form.state.values));
      // What others changed meanwhile is shown from now on, so that the next save does not take it back.
      form.reset(props.draft);
    },
    () => focusFirstInvalid(element),
  );
  const form = createForm(() => ({
    defaultValues: props.draft,
    validators: {
      onChange: ({ value }) => {
        const fields = invalidFields(value);
        return Object.keys(fields).length > 0 ? { fields } : undefined;
      },
    },
    onSubmit: () => saving.run(),
    onSubmitInvalid: () => focusFirstInvalid(element),
  }));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void form.handleSubmit();
  };
  return (
    <form class="stack" ref={element} onSubmit={submit} onInput={() => setDone('')} novalidate>
      <form.Field name="name">
        {(field) => <Field field={field()} label="Name" problem={saving.problem()} />}
      </form.Field>
      <form.Field name="venue">
        {(field) => <Field field={field()} label="Venue" problem={saving.problem()} />}
      </form.Field>
      <form.Field name="description">
        {(field) => <Field field={field()} label="Description" lines={4} problem={saving.problem()} />}
      </form.Field>
      <div class="field-row">
        <form.Field name="on_sale_at">
          {(field) => (
            <Field
              field={field()}
              type="datetime-local"
              label="Sale opens"
              hint={`Your own clock (${timeZone()}).`}
              problem={saving.problem()}
            />
          )}
        </form.Field>
        <form.Field name="starts_at">
          {(field) => (
            <Field
              field={field()}
              type="datetime-local"
              label="Event starts"
              hint="The sale ends then, if it is not closed before."
              problem={saving.problem()}
            />
          )}
        </form.Field>
      </div>
      <fieldset class="stack">
        <legend class="group">Waves and limits</legend>
        <p class="muted small">{defaultsHint}</p>
        <div class="field-row">
          <form.Field name="wave_size">
            {(field) => (
              <Field field={field()} keyboard="numeric" label="People in a wave" problem={saving.problem()} />
            )}
          </form.Field>
          <form.Field name="wave_interval">
            {(field) => (
              <Field field={field()} keyboard="decimal" label="Seconds between waves" problem={saving.problem()} />
            )}
          </form.Field>
          <form.Field name="access_ttl_seconds">
            {(field) => (
              <Field
                field={field()}
                keyboard="numeric"
                label="Seconds to choose"
                hint="How long somebody who was let in may reserve."
                problem={saving.problem()}
              />
            )}
          </form.Field>
          <form.Field name="reservation_ttl_seconds">
            {(field) => (
              <Field
                field={field()}
                keyboard="numeric"
                label="Seconds to pay"
                hint="How long tickets are held."
                problem={saving.problem()}
              />
            )}
          </form.Field>
          <form.Field name="purchase_limit">
            {(field) => (
              <Field field={field()} keyboard="numeric" label="Tickets for each buyer" problem={saving.problem()} />
            )}
          </form.Field>
        </div>
      </fieldset>
      <SaveRow saving={saving} label={props.action} done={done()} />
    </form>
  );
}
