import { createForm } from '@tanstack/solid-form';
import { createEffect, createMemo, createSignal, on } from 'solid-js';
import { createAction } from '../../ui/action.ts';
import { changedFields } from '../changed-fields.ts';
import { changeEvent, type EventChange } from '../events.ts';
import { Field, focusFirstInvalid } from '../field.tsx';
import { SaveRow } from '../save-row.tsx';
import { seconds, wholeNumber } from '../validators.ts';
import type { SaleStatus } from './sale.ts';

type WaveDraft = { size: string; interval: string };

const wavesOf = ({ size, interval }: WaveDraft) => ({
  wave_size: Number(size),
  wave_interval_ms: Math.round(Number(interval) * 1_000),
});
const draftOf = (sale: Pick<SaleStatus, 'wave_size' | 'wave_interval_ms'>): WaveDraft => ({
  size: String(sale.wave_size),
  interval: String(sale.wave_interval_ms / 1_000),
});
const isSame = (a: WaveDraft, b: WaveDraft) => a.size === b.size && a.interval === b.interval;

/** Size and interval of the waves. A change applies from the next wave on. */
export function WaveForm(props: { eventId: string; sale: SaleStatus; onChange: () => void }) {
  let element!: HTMLFormElement;
  const [done, setDone] = createSignal('');
  const shown = createMemo(() => draftOf(props.sale), undefined, { equals: isSame });
  // What the form began with. Figures that arrive later never change what the organiser types.
  let before = shown();
  const begin = (draft: WaveDraft) => {
    before = draft;
    form.reset(draft);
  };
  const saving = createAction(async () => {
    const draft = form.state.values;
    const changes: EventChange = changedFields(wavesOf(draft), wavesOf(before));
    const isChanged = Object.keys(changes).length > 0;
    if (isChanged) await changeEvent(props.eventId, changes);
    begin({ ...shown(), ...changedFields(draft, before) });
    setDone(isChanged ? 'Saved: it counts from the next wave on.' : 'Nothing was changed.');
    props.onChange();
  });
  createEffect(on(shown, (draft) => isSame(form.state.values, before) && begin(draft), { defer: true }));
  const form = createForm(() => ({
    defaultValues: before,
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
            {(field) => (
              <Field field={field()} keyboard="numeric" label="People in a wave" problem={saving.problem()} />
            )}
          </form.Field>
          <form.Field name="interval" validators={{ onChange: ({ value }) => seconds(0.1, 86_400)(value) }}>
            {(field) => (
              <Field field={field()} keyboard="decimal" label="Seconds between waves" problem={saving.problem()} />
            )}
          </form.Field>
        </div>
        <p class="muted small figures" role="status" innerText={admissionRate()} />
        <SaveRow saving={saving} label="Change the waves" done={done()} />
      </form>
    </section>
  );
}
