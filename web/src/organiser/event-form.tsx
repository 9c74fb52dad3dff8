import { createForm } from '@tanstack/solid-form';
import { Show } from 'solid-js';
import { createAttempt } from '../ui/attempt.ts';
import { zone } from './checks.ts';
import { wrongFields, type EventDraft } from './event-draft.ts';
import { Field, focusFirstWrong } from './field.tsx';
import { OrganiserNotice } from './organiser-notice.tsx';

const ofThisInstallation = 'Empty: what this installation does for every event.';

/** The terms of an event. `onSave` is called with a draft that has no mistakes; what it throws is shown and nothing typed is lost. */
export function EventForm(props: {
  draft: EventDraft;
  action: string;
  onSave: (draft: EventDraft) => Promise<unknown>;
}) {
  let element!: HTMLFormElement;
  const saving = createAttempt(
    async () => props.onSave(form.state.values),
    () => focusFirstWrong(element),
  );
  const form = createForm(() => ({
    defaultValues: props.draft,
    validators: {
      onChange: ({ value }) => {
        const fields = wrongFields(value);
        return Object.keys(fields).length > 0 ? { fields } : undefined;
      },
    },
    onSubmit: () => saving.run(),
    onSubmitInvalid: () => focusFirstWrong(element),
  }));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void form.handleSubmit();
  };
  return (
    <form class="stack" ref={element} onSubmit={submit} novalidate>
      <form.Field name="name">
        {(field) => <Field field={field()} label="Name" refused={saving.refused()} />}
      </form.Field>
      <form.Field name="venue">
        {(field) => <Field field={field()} label="Venue" refused={saving.refused()} />}
      </form.Field>
      <form.Field name="description">
        {(field) => <Field field={field()} label="Description" lines={4} refused={saving.refused()} />}
      </form.Field>
      <div class="field-row">
        <form.Field name="on_sale_at">
          {(field) => (
            <Field
              field={field()}
              type="datetime-local"
              label="Sale opens"
              hint={`Your own clock (${zone()}).`}
              refused={saving.refused()}
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
              refused={saving.refused()}
            />
          )}
        </form.Field>
      </div>
      <fieldset class="stack">
        <legend class="group">Waves and limits</legend>
        <p class="muted small">{ofThisInstallation}</p>
        <div class="field-row">
          <form.Field name="wave_size">
            {(field) => (
              <Field field={field()} keyboard="numeric" label="People in a wave" refused={saving.refused()} />
            )}
          </form.Field>
          <form.Field name="wave_interval">
            {(field) => (
              <Field field={field()} keyboard="decimal" label="Seconds between waves" refused={saving.refused()} />
            )}
          </form.Field>
          <form.Field name="access_ttl_seconds">
            {(field) => (
              <Field
                field={field()}
                keyboard="numeric"
                label="Seconds to choose"
                hint="How long somebody who was let in may reserve."
                refused={saving.refused()}
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
                refused={saving.refused()}
              />
            )}
          </form.Field>
          <form.Field name="purchase_limit">
            {(field) => (
              <Field field={field()} keyboard="numeric" label="Tickets for each buyer" refused={saving.refused()} />
            )}
          </form.Field>
        </div>
      </fieldset>
      <Show when={saving.refused()}>
        {(problem) => <OrganiserNotice problem={problem()} onRetry={() => void saving.run()} />}
      </Show>
      <button type="submit" class="button" aria-disabled={saving.busy()}>
        {saving.busy() ? 'Saving…' : props.action}
      </button>
    </form>
  );
}
