import { createForm } from '@tanstack/solid-form';
import { Show } from 'solid-js';
import { createAction } from '../ui/action.ts';
import type { OrganiserTier, TierChange } from './events.ts';
import { Field, focusFirstInvalid } from './field.tsx';
import { OrganiserNotice } from './organiser-notice.tsx';
import { formatCents, parseCents, price, requiredText, wholeNumber } from './validators.ts';

const MAX_PRICE_CENTS = 2_000_000;
type Draft = { name: string; price_cents: string; capacity: string; per_user_limit: string };
export type TierTerms = Required<TierChange>;

/** The form for a new or an existing tier. Its capacity cannot fall below the tickets held and sold. */
export function TierForm(props: {
  tier?: OrganiserTier;
  action: string;
  onSave: (terms: TierTerms) => Promise<unknown>;
  onCancel?: () => void;
}) {
  let element!: HTMLFormElement;
  const taken = () => (props.tier ? props.tier.held + props.tier.sold : 0);
  const saving = createAction(
    async () => {
      const { name, price_cents, capacity, per_user_limit } = form.state.values;
      await props.onSave({
        name: name.trim(),
        price_cents: parseCents(price_cents)!,
        capacity: Number(capacity),
        per_user_limit: Number(per_user_limit),
      });
      form.reset();
    },
    () => focusFirstInvalid(element),
  );
  const draft = (): Draft => ({
    name: props.tier?.name ?? '',
    price_cents: props.tier ? formatCents(props.tier.price_cents) : '',
    capacity: props.tier ? String(props.tier.capacity) : '',
    per_user_limit: props.tier ? String(props.tier.per_user_limit) : '6',
  });
  const form = createForm(() => ({
    defaultValues: draft(),
    onSubmit: () => saving.run(),
    onSubmitInvalid: () => focusFirstInvalid(element),
  }));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void form.handleSubmit();
  };
  return (
    <form class="stack" ref={element} onSubmit={submit} novalidate>
      <div class="field-row">
        <form.Field name="name" validators={{ onChange: ({ value }) => requiredText(100)(value) }}>
          {(field) => <Field field={field()} label="Name of the tier" problem={saving.problem()} />}
        </form.Field>
        <form.Field name="price_cents" validators={{ onChange: ({ value }) => price(MAX_PRICE_CENTS)(value) }}>
          {(field) => <Field field={field()} keyboard="decimal" label="Price in dollars" problem={saving.problem()} />}
        </form.Field>
        <form.Field name="capacity" validators={{ onChange: ({ value }) => wholeNumber(taken(), 10_000_000)(value) }}>
          {(field) => (
            <Field
              field={field()}
              keyboard="numeric"
              label="Tickets"
              hint={taken() > 0 ? `At least ${taken()}: they are held or sold.` : ''}
              problem={saving.problem()}
            />
          )}
        </form.Field>
        <form.Field name="per_user_limit" validators={{ onChange: ({ value }) => wholeNumber(1, 1_000)(value) }}>
          {(field) => (
            <Field field={field()} keyboard="numeric" label="At most for one buyer" problem={saving.problem()} />
          )}
        </form.Field>
      </div>
      <Show when={saving.problem()}>
        {(problem) => <OrganiserNotice problem={problem()} onRetry={() => void saving.run()} />}
      </Show>
      <div class="button-row">
        <button type="submit" class="button" aria-disabled={saving.busy()}>
          {saving.busy() ? 'Saving…' : props.action}
        </button>
        <Show when={props.onCancel}>
          {(onCancel) => (
            <button type="button" class="button quiet" onClick={() => onCancel()()}>
              Leave it as it was
            </button>
          )}
        </Show>
      </div>
    </form>
  );
}
