import { createForm } from '@tanstack/solid-form';
import { Show } from 'solid-js';
import { createAttempt } from '../ui/attempt.ts';
import { asPrice, centsOf, price, text, whole } from './checks.ts';
import { Field, focusFirstWrong } from './field.tsx';
import { OrganiserNotice } from './organiser-notice.tsx';
import type { OrganiserTier, TierChange } from './organiser.ts';

const MOST_CENTS = 2_000_000;
type Draft = { name: string; price_cents: string; capacity: string; per_user_limit: string };
export type TierTerms = Required<TierChange>;

/** The terms of a tier, new or changed. The capacity of one that sells cannot fall below what is held and sold. */
export function TierForm(props: {
  tier?: OrganiserTier;
  action: string;
  onSave: (terms: TierTerms) => Promise<unknown>;
  onCancel?: () => void;
}) {
  let element!: HTMLFormElement;
  const taken = () => (props.tier ? props.tier.held + props.tier.sold : 0);
  const saving = createAttempt(
    async () => {
      const { name, price_cents, capacity, per_user_limit } = form.state.values;
      await props.onSave({
        name: name.trim(),
        price_cents: centsOf(price_cents)!,
        capacity: Number(capacity),
        per_user_limit: Number(per_user_limit),
      });
      form.reset();
    },
    () => focusFirstWrong(element),
  );
  const draft = (): Draft => ({
    name: props.tier?.name ?? '',
    price_cents: props.tier ? asPrice(props.tier.price_cents) : '',
    capacity: props.tier ? String(props.tier.capacity) : '',
    per_user_limit: props.tier ? String(props.tier.per_user_limit) : '6',
  });
  const form = createForm(() => ({
    defaultValues: draft(),
    onSubmit: () => saving.run(),
    onSubmitInvalid: () => focusFirstWrong(element),
  }));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void form.handleSubmit();
  };
  return (
    <form class="stack" ref={element} onSubmit={submit} novalidate>
      <div class="field-row">
        <form.Field name="name" validators={{ onChange: ({ value }) => text(100)(value) }}>
          {(field) => <Field field={field()} label="Name of the tier" refused={saving.refused()} />}
        </form.Field>
        <form.Field name="price_cents" validators={{ onChange: ({ value }) => price(MOST_CENTS)(value) }}>
          {(field) => <Field field={field()} keyboard="decimal" label="Price in dollars" refused={saving.refused()} />}
        </form.Field>
        <form.Field name="capacity" validators={{ onChange: ({ value }) => whole(taken(), 10_000_000)(value) }}>
          {(field) => (
            <Field
              field={field()}
              keyboard="numeric"
              label="Tickets"
              hint={taken() > 0 ? `At least ${taken()}: they are held or sold.` : ''}
              refused={saving.refused()}
            />
          )}
        </form.Field>
        <form.Field name="per_user_limit" validators={{ onChange: ({ value }) => whole(1, 1_000)(value) }}>
          {(field) => (
            <Field field={field()} keyboard="numeric" label="At once for one buyer" refused={saving.refused()} />
          )}
        </form.Field>
      </div>
      <Show when={saving.refused()}>
        {(problem) => <OrganiserNotice problem={problem()} onRetry={() => void saving.run()} />}
      </Show>
      <div class="button-row">
        <button type="submit" class="button" aria-disabled={saving.busy()}>
          {saving.busy() ? 'Saving…' : props.action}
        </button>
        <Show when={props.onCancel}>
          {(cancel) => (
            <button type="button" class="button quiet" onClick={() => cancel()()}>
              Leave it as it was
            </button>
          )}
        </Show>
      </div>
    </form>
  );
}
