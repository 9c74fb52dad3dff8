import { createForm } from '@tanstack/solid-form';
import { createSignal, Show } from 'solid-js';
import { asProblem } from '../http/problem.ts';
import { createAction } from '../ui/action.ts';
import { placeOf, zoneOf } from '../ui/time-zone.ts';
import { ClashNotice } from './clash-notice.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { currencyChoices } from './currency-choices.ts';
import type { Clash, Side } from './editing.ts';
import { eventLabels, invalidFields, type EventDraft } from './event-draft.ts';
import type { EventChange, SaleDefaults } from './events.ts';
import { Field, focusFirstInvalid } from './field.tsx';
import { SaveRow } from './save-row.tsx';

const timeZones = ['UTC', ...Intl.supportedValuesOf('timeZone')];

/**
 * The form for the terms of an event. `defaults`: those of the installation, once they are known. `onSave` gets a valid
 * draft and says what it did, or nothing if it saved nothing; its errors are shown, and the input stays. `onResolve`
 * ends a clash and gives the draft to go on with.
 */
export function EventForm(props: {
  draft: EventDraft;
  defaults: SaleDefaults | undefined;
  action: string;
  onSave: (draft: EventDraft, options?: EventChange) => Promise<string | undefined>;
  clash?: Clash<EventDraft> | undefined;
  onResolve?: (draft: EventDraft, side: Side) => EventDraft;
}) {
  let element!: HTMLFormElement;
  const [done, setDone] = createSignal('');
  const [asksToClose, setAsksToClose] = createSignal(false);
  const save = async (options?: EventChange) => {
    const message = await props.onSave(form.state.values, options);
    setAsksToClose(false);
    if (message === undefined) return;
    setDone(message);
    // What others changed meanwhile is shown from now on, so that the next save does not take it back.
    form.reset(props.draft);
  };
  const saving = createAction(
    () =>
      save().catch((thrown: unknown) => {
        if (asProblem(thrown).code !== 'would_close') throw thrown;
        setAsksToClose(true);
      }),
    () => focusFirstInvalid(element),
  );
  const closing = createAction(() => save({ confirm_close: true }));
  const take = (side: Side) => {
    const resolved = props.onResolve!(form.state.values, side);
    for (const name of Object.keys(resolved) as (keyof EventDraft)[]) form.setFieldValue(name, resolved[name]);
    if (side === 'mine') void saving.run();
  };
  const defaultHint = (setting: Exclude<keyof SaleDefaults, 'currency' | 'currencies'>, unit = 1) => {
    const value = props.defaults?.[setting];
    return value === undefined ? '' : `Empty: ${value / unit}.`;
  };
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
  const zone = form.useSelector((state) => state.values.time_zone);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void form.handleSubmit();
  };
  return (
    <form class="stack" ref={element} onSubmit={submit} onInput={() => setDone('')} novalidate>
      <form.Field name="name">
        {(field) => <Field field={field()} label={eventLabels.name} problem={saving.problem()} />}
      </form.Field>
      <form.Field name="venue">
        {(field) => (
          <Field
            field={field()}
            label={eventLabels.venue}
            hint="Buyers are told by e-mail of a new venue or time, five minutes after the last change."
            problem={saving.problem()}
          />
        )}
      </form.Field>
      <form.Field name="description">
        {(field) => <Field field={field()} label={eventLabels.description} lines={4} problem={saving.problem()} />}
      </form.Field>
      <div class="field-row">
        <form.Field name="on_sale_at">
          {(field) => (
            <Field
              field={field()}
              type="datetime-local"
              label={eventLabels.on_sale_at}
              hint={`Local time ${placeOf(zoneOf(zone().trim()))}.`}
              problem={saving.problem()}
            />
          )}
        </form.Field>
        <form.Field name="starts_at">
          {(field) => (
            <Field
              field={field()}
              type="datetime-local"
              label={eventLabels.starts_at}
              hint="The sale ends then, if it is not closed before."
              problem={saving.problem()}
            />
          )}
        </form.Field>
        <form.Field name="time_zone">
          {(field) => (
            <Field
              field={field()}
              label={eventLabels.time_zone}
              suggestions={timeZones}
              hint="Everybody is shown the times there, and their own where they differ."
              problem={saving.problem()}
            />
          )}
        </form.Field>
        <form.Field name="currency">
          {(field) => (
            <Field
              field={field()}
              label={eventLabels.currency}
              choices={currencyChoices(props.defaults?.currencies ?? [], props.draft.currency)}
              hint="It stays once tickets are held or sold. Look at the prices after a change: 25.00 USD is 2500 JPY."
              problem={saving.problem()}
            />
          )}
        </form.Field>
      </div>
      <fieldset class="stack">
        <legend class="group">Waves and limits</legend>
        <p class="muted small">What is empty is as this installation has it for every event.</p>
        <div class="field-row">
          <form.Field name="wave_size">
            {(field) => (
              <Field
                field={field()}
                keyboard="numeric"
                label={eventLabels.wave_size}
                hint={defaultHint('wave_size')}
                problem={saving.problem()}
              />
            )}
          </form.Field>
          <form.Field name="wave_interval">
            {(field) => (
              <Field
                field={field()}
                keyboard="decimal"
                label={eventLabels.wave_interval}
                hint={defaultHint('wave_interval_ms', 1_000)}
                problem={saving.problem()}
              />
            )}
          </form.Field>
          <form.Field name="access_ttl_seconds">
            {(field) => (
              <Field
                field={field()}
                keyboard="numeric"
                label={eventLabels.access_ttl_seconds}
                hint={`How long somebody who was let in may reserve. ${defaultHint('access_ttl_seconds')}`}
                problem={saving.problem()}
              />
            )}
          </form.Field>
          <form.Field name="reservation_ttl_seconds">
            {(field) => (
              <Field
                field={field()}
                keyboard="numeric"
                label={eventLabels.reservation_ttl_seconds}
                hint={`How long tickets are held. ${defaultHint('reservation_ttl_seconds')}`}
                problem={saving.problem()}
              />
            )}
          </form.Field>
          <form.Field name="purchase_limit">
            {(field) => (
              <Field
                field={field()}
                keyboard="numeric"
                label={eventLabels.purchase_limit}
                hint={defaultHint('purchase_limit')}
                problem={saving.problem()}
              />
            )}
          </form.Field>
        </div>
      </fieldset>
      <Show when={props.clash}>{(clash) => <ClashNotice clash={clash()} labels={eventLabels} onTake={take} />}</Show>
      <SaveRow saving={saving} label={props.action} done={done()} />
      <ConfirmDialog
        open={asksToClose()}
        title="Save this and close the sale?"
        confirmLabel="Save and close the sale"
        action={closing}
        onClose={() => setAsksToClose(false)}
      >
        <p>The event would have started already, so its sale closes now and cannot be opened again.</p>
        <p>Everybody who waits loses the place. Tickets that are held can still be paid for.</p>
      </ConfirmDialog>
    </form>
  );
}
