import { createForm } from '@tanstack/solid-form';
import { Show } from 'solid-js';
import { createAction } from '../../ui/action.ts';
import { announce } from '../../ui/announce.tsx';
import { changeEvent } from '../events.ts';
import { Field, focusFirstInvalid } from '../field.tsx';
import { OrganiserNotice } from '../organiser-notice.tsx';
import { seconds, wholeNumber } from '../validators.ts';
import type { SaleStatus } from './sale.ts';

/** Size and interval of the waves. A change applies from the next wave on. */
export function WaveForm(props: { eventId: string; sale: SaleStatus; onChange: () => void }) {
  let element!: HTMLFormElement;
  // Read once: figures that arrive later must not change what the organiser types.
  const initialValues = { size: String(props.sale.wave_size), interval: String(props.sale.wave_interval_ms / 1_000) };
  const saving = createAction(async () => {
    const { size, interval } = form.state.values;
    await changeEvent(props.eventId, {
      wave_size: Number(size),
      wave_interval_ms: Math.round(Number(interval) * 1_000),
    });
    announce('The waves are changed.');
    props.onChange();
  });
  const form = createForm(() => ({
    defaultValues: initialValues,
    onSubmit: () => saving.run(),
    onSubmitInvalid: () => focusFirstInvalid(element),
  }));
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
      <form class="card stack" ref={element} onSubmit={submit} novalidate>
        <p class="muted small figures">
          Now: {props.sale.wave_size} people every {props.sale.wave_interval_ms / 1_000} s. Waves so far:{' '}
          {props.sale.waves ?? '–'}.
        </p>
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
        <p class="muted small figures" role="status">
          {admissionRate()}
        </p>
        <Show when={saving.problem()}>
          {(problem) => <OrganiserNotice problem={problem()} onRetry={() => void saving.run()} />}
        </Show>
        <button type="submit" class="button" aria-disabled={saving.busy()}>
          {saving.busy() ? 'Saving…' : 'Change the waves'}
        </button>
      </form>
    </section>
  );
}
