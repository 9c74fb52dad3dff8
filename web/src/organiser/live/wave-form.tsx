import { createForm } from '@tanstack/solid-form';
import { createEffect, createMemo, createSignal, on, Show } from 'solid-js';
import { createAction } from '../../ui/action.ts';
import { changedFields } from '../changed-fields.ts';
import { ClashNotice } from '../clash-notice.tsx';
import { createEditing, savedText, type Side } from '../editing.ts';
import { changeEvent, type EventChange } from '../events.ts';
import { Field, focusFirstInvalid } from '../field.tsx';
import { SaveRow } from '../save-row.tsx';
import { seconds, wholeNumber } from '../validators.ts';
import { readStatus, type SaleStatus } from './sale.ts';

type Waves = Pick<SaleStatus, 'wave_size' | 'wave_interval_ms' | 'etag'>;
type WaveDraft = { size: string; interval: string };

const labels: Record<keyof WaveDraft, string> = { size: 'People in a wave', interval: 'Seconds between waves' };

const wavesOf = ({ size, interval }: WaveDraft) => ({
  wave_size: Number(size),
  wave_interval_ms: Math.round(Number(interval) * 1_000),
});
const draftOf = (sale: Waves): WaveDraft => ({
  size: String(sale.wave_size),
  interval: String(sale.wave_interval_ms / 1_000),
});
const isSame = (a: WaveDraft, b: WaveDraft) => a.size === b.size && a.interval === b.interval;

/** Size and interval of the waves. A change applies from the next wave on. */
export function WaveForm(props: { eventId: string; sale: SaleStatus; onChange: () => void }) {
  let element!: HTMLFormElement;
  const [done, setDone] = createSignal('');
  const shown = createMemo(() => draftOf(props.sale), undefined, { equals: isSame });
  const editing = createEditing({
    entity: { ...props.sale },
    draftOf,
    changesOf: (draft: WaveDraft, before): EventChange => changedFields(wavesOf(draft), wavesOf(before)),
    async send(changes, etag) {
      await changeEvent(props.eventId, changes, etag);
      return readStatus(props.eventId);
    },
    present: () => readStatus(props.eventId),
  });
  const saving = createAction(async () => {
    const message = savedText(await editing.save(form.state.values), 'Saved: it counts from the next wave on.');
    if (message === undefined) return;
    form.reset(editing.draft());
    setDone(message);
    props.onChange();
  });
  // Figures that arrive later never change what the organiser types.
  createEffect(
    on(
      shown,
      (draft) => {
        if (!isSame(form.state.values, editing.draft())) return;
        editing.follow({ ...props.sale });
        form.reset(draft);
      },
      { defer: true },
    ),
  );
  const take = (side: Side) => {
    const resolved = editing.resolve(form.state.values, side);
    form.setFieldValue('size', resolved.size);
    form.setFieldValue('interval', resolved.interval);
    if (side === 'mine') void saving.run();
  };
  const form = createForm(() => ({
    defaultValues: editing.draft(),
    onSubmit: () => saving.run(),
    onSubmitInvalid: () => focusFirstInvalid(element),
  }));
  const wavesNow = () =>
    `Now: ${props.sale.wave_size} people every ${props.sale.wave_interval_ms / 1_000} s. ` +
    `Waves so far: ${props.sale.waves ?? '–'}.`;
  const values = form.useSelector((state) => state.values);
  const admissionRate = () => {
    const { size, interval } = values();
    if (wholeNumber(1, 10_000)(size) !== undefined || seconds(0.1, 86_400)(interval) !== undefined) return '';
    return `Up to ${Math.round((Number(size) * 60) / Number(interval)).toLocaleString()} people a minute.`;
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void form.handleSubmit();
  };
  return (
    <section class="stack">
      <h2>Waves</h2>
      <form class="card stack" ref={element} onSubmit={submit} onInput={() => setDone('')} novalidate>
        <p class="muted small figures" innerText={wavesNow()} />
        <div class="field-row">
          <form.Field name="size" validators={{ onChange: ({ value }) => wholeNumber(1, 10_000)(value) }}>
            {(field) => <Field field={field()} keyboard="numeric" label={labels.size} problem={saving.problem()} />}
          </form.Field>
          <form.Field name="interval" validators={{ onChange: ({ value }) => seconds(0.1, 86_400)(value) }}>
            {(field) => <Field field={field()} keyboard="decimal" label={labels.interval} problem={saving.problem()} />}
          </form.Field>
        </div>
        <p class="muted small figures" role="status" innerText={admissionRate()} />
        <Show when={editing.clash()}>{(clash) => <ClashNotice clash={clash()} labels={labels} onTake={take} />}</Show>
        <SaveRow saving={saving} label="Change the waves" done={done()} />
      </form>
    </section>
  );
}
