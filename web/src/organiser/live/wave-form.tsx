import { createForm } from '@tanstack/solid-form';
import { Show } from 'solid-js';
import { announce } from '../../ui/announce.tsx';
import { createAttempt } from '../../ui/attempt.ts';
import { seconds, whole } from '../checks.ts';
import { Field, focusFirstWrong } from '../field.tsx';
import { OrganiserNotice } from '../organiser-notice.tsx';
import { changeEvent } from '../organiser.ts';
import type { SaleStatus } from './sale.ts';

/** How fast people are let in. The next wave goes by what is saved here. */
export function WaveForm(props: { eventId: string; sale: SaleStatus; onChange: () => void }) {
  let element!: HTMLFormElement;
  // The form begins with what holds now and is the organiser's from then on: figures that arrive must not change what is typed.
  const begin = { size: String(props.sale.wave_size), interval: String(props.sale.wave_interval_ms / 1_000) };
  const saving = createAttempt(async () => {
    const { size, interval } = form.state.values;
    await changeEvent(props.eventId, {
      wave_size: Number(size),
      wave_interval_ms: Math.round(Number(interval) * 1_000),
    });
    announce('The waves are changed.');
    props.onChange();
  });
  const form = createForm(() => ({
    defaultValues: begin,
    onSubmit: () => saving.run(),
    onSubmitInvalid: () => focusFirstWrong(element),
  }));
  const values = form.useSelector((state) => state.values);
  const pace = () => {
    const { size, interval } = values();
    if (whole(1, 10_000)(size) !== undefined || seconds(0.1, 86_400)(interval) !== undefined) return '';
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
          <form.Field name="size" validators={{ onChange: ({ value }) => whole(1, 10_000)(value) }}>
            {(field) => (
              <Field field={field()} keyboard="numeric" label="People in a wave" refused={saving.refused()} />
            )}
          </form.Field>
          <form.Field name="interval" validators={{ onChange: ({ value }) => seconds(0.1, 86_400)(value) }}>
            {(field) => (
              <Field field={field()} keyboard="decimal" label="Seconds between waves" refused={saving.refused()} />
            )}
          </form.Field>
        </div>
        <p class="muted small figures" role="status">
          {pace()}
        </p>
        <Show when={saving.refused()}>
          {(problem) => <OrganiserNotice problem={problem()} onRetry={() => void saving.run()} />}
        </Show>
        <button type="submit" class="button" aria-disabled={saving.busy()}>
          {saving.busy() ? 'Saving…' : 'Change the waves'}
        </button>
      </form>
    </section>
  );
}
