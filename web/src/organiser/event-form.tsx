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
import { FeePreview } from './fee-preview.tsx';
import { Field, focusFirstInvalid, type FieldProps } from './field.tsx';
import { SaveRow } from './save-row.tsx';

const payers = [
  { value: 'buyer', label: 'The buyer, on top' },
  { value: 'organiser', label: 'You, from the price' },
];
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
  /** A field of the form, with the error that the server found in it. */
  const Entry = (own: Omit<FieldProps, 'field' | 'label' | 'problem'> & { name: keyof EventDraft }) => (
    <form.Field name={own.name}>
      {(field) => <Field {...own} field={field()} label={eventLabels[own.name]} problem={saving.problem()} />}
    </form.Field>
  );
  const draft = form.useSelector((state) => state.values);
  const zone = form.useSelector((state) => state.values.time_zone);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void form.handleSubmit();
  };
  return (
    <form class="stack" ref={element} onSubmit={submit} onInput={() => setDone('')} novalidate>
      <Entry name="name" />
      <Entry
        name="venue"
        hint="Buyers are told by e-mail of a new venue or time, five minutes after the last change."
      />
      <Entry name="description" lines={4} />
      <div class="field-row">
        <Entry name="on_sale_at" type="datetime-local" hint={`Local time ${placeOf(zoneOf(zone().trim()))}.`} />
        <Entry name="starts_at" type="datetime-local" hint="The sale ends then, if it is not closed before." />
        <Entry
          name="time_zone"
          suggestions={timeZones}
          hint="Everybody is shown the times there, and their own where they differ."
        />
        <Entry
          name="currency"
          choices={currencyChoices(props.defaults?.currencies ?? [], props.draft.currency)}
          hint="It stays once tickets are held or sold. Look at the prices after a change: 25.00 USD is 2500 JPY."
        />
      </div>
      <fieldset class="stack">
        <legend class="group">Fees and VAT</legend>
        <p class="muted small">
          They count for tickets that are held from now on; what is held or sold stays as it is. Tickets that are free
          have no fees.
        </p>
        <div class="field-row">
          <Entry name="fee_fixed_cents" keyboard="decimal" hint={`In ${draft().currency}. Empty: none.`} />
          <Entry name="fee_percent_bp" keyboard="decimal" hint="Such as 2.5. Empty: none." />
          <Entry name="fee_paid_by" choices={payers} hint="Buyers see the full price, with the fee, from the start." />
          <Entry
            name="vat_rate_bp"
            keyboard="decimal"
            hint="It is part of what the buyer pays. Empty: none is shown."
          />
        </div>
        <FeePreview draft={draft()} />
      </fieldset>
      <fieldset class="stack">
        <legend class="group">Waves and limits</legend>
        <p class="muted small">What is empty is as this installation has it for every event.</p>
        <div class="field-row">
          <Entry name="wave_size" keyboard="numeric" hint={defaultHint('wave_size')} />
          <Entry name="wave_interval" keyboard="decimal" hint={defaultHint('wave_interval_ms', 1_000)} />
          <Entry
            name="access_ttl_seconds"
            keyboard="numeric"
            hint={`How long somebody who was let in may reserve. ${defaultHint('access_ttl_seconds')}`}
          />
          <Entry
            name="reservation_ttl_seconds"
            keyboard="numeric"
            hint={`How long tickets are held. ${defaultHint('reservation_ttl_seconds')}`}
          />
          <Entry name="purchase_limit" keyboard="numeric" hint={defaultHint('purchase_limit')} />
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
