import { createForm } from '@tanstack/solid-form';
import { createSignal, Show } from 'solid-js';
import { decimalsOf } from '../../../money.ts';
import { createAction } from '../ui/action.ts';
import { ClashNotice } from './clash-notice.tsx';
import type { Clash, Side } from './editing.ts';
import { Field, focusFirstInvalid } from './field.tsx';
import { SaveRow } from './save-row.tsx';
import { tierLabels, type TierDraft } from './tier-draft.ts';
import { price, requiredText, wholeNumber } from './validators.ts';

/**
 * The form for a new or an existing tier, which begins with `draft` and takes its price in `currency`. `taken`: the
 * tickets held and sold, below which the capacity cannot fall. `onSave` gets a valid draft and says what it did, or
 * nothing if it saved nothing; `onResolve` ends a clash and gives the draft to go on with.
 */
export function TierForm(props: {
  draft: TierDraft;
  currency: string;
  taken?: number;
  action: string;
  onSave: (draft: TierDraft) => Promise<string | undefined>;
  clash?: Clash<TierDraft> | undefined;
  onResolve?: (draft: TierDraft, side: Side) => TierDraft;
  onCancel?: () => void;
}) {
  let element!: HTMLFormElement;
  const taken = () => props.taken ?? 0;
  const labels = () => tierLabels(props.currency);
  const [done, setDone] = createSignal('');
  const saving = createAction(
    async () => {
      const message = await props.onSave(form.state.values);
      if (message === undefined) return;
      form.reset();
      setDone(message);
    },
    () => focusFirstInvalid(element),
  );
  const form = createForm(() => ({
    defaultValues: props.draft,
    onSubmit: () => saving.run(),
    onSubmitInvalid: () => focusFirstInvalid(element),
  }));
  const take = (side: Side) => {
    const resolved = props.onResolve!(form.state.values, side);
    for (const name of Object.keys(resolved) as (keyof TierDraft)[]) form.setFieldValue(name, resolved[name]);
    if (side === 'mine') void saving.run();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void form.handleSubmit();
  };
  return (
    <form class="stack" ref={element} onSubmit={submit} onInput={() => setDone('')} novalidate>
      <div class="field-row">
        <form.Field name="name" validators={{ onChange: ({ value }) => requiredText(100)(value) }}>
          {(field) => <Field field={field()} label={labels().name} problem={saving.problem()} />}
        </form.Field>
        <form.Field
          name="price_cents"
          validators={{
            onChangeListenTo: ['per_user_limit'],
            onChange: ({ value, fieldApi }) =>
              price(props.currency, fieldApi.form.getFieldValue('per_user_limit'))(value),
          }}
        >
          {(field) => (
            <Field
              field={field()}
              keyboard={decimalsOf(props.currency) > 0 ? 'decimal' : 'numeric'}
              label={labels().price_cents}
              problem={saving.problem()}
            />
          )}
        </form.Field>
        <form.Field name="capacity" validators={{ onChange: ({ value }) => wholeNumber(taken(), 10_000_000)(value) }}>
          {(field) => (
            <Field
              field={field()}
              keyboard="numeric"
              label={labels().capacity}
              hint={taken() > 0 ? `At least ${taken()}: they are held or sold.` : ''}
              problem={saving.problem()}
            />
          )}
        </form.Field>
        <form.Field name="per_user_limit" validators={{ onChange: ({ value }) => wholeNumber(1, 1_000)(value) }}>
          {(field) => (
            <Field field={field()} keyboard="numeric" label={labels().per_user_limit} problem={saving.problem()} />
          )}
        </form.Field>
      </div>
      <Show when={props.clash}>{(clash) => <ClashNotice clash={clash()} labels={labels()} onTake={take} />}</Show>
      <SaveRow saving={saving} label={props.action} done={done()}>
        <Show when={props.onCancel}>
          {(onCancel) => (
            <button type="button" class="button quiet" onClick={() => onCancel()()}>
              Leave it as it was
            </button>
          )}
        </Show>
      </SaveRow>
    </form>
  );
}
