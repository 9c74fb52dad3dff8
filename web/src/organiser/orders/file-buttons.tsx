import { createSignal, Show } from 'solid-js';
import { createAction } from '../../ui/action.ts';
import { OrganiserNotice } from '../organiser-notice.tsx';
import { saveEventFile, type EventFile } from './event-file.ts';

/** Saves the orders, the attendees and the refunds of an event as files for a spreadsheet. */
export function FileButtons(props: { eventId: string }) {
  return (
    <details>
      <summary>Files for a spreadsheet</summary>
      <div class="button-row">
        <FileButton eventId={props.eventId} file="orders" label="Orders as CSV" />
        <FileButton eventId={props.eventId} file="attendees" label="Attendees as CSV" />
        <FileButton eventId={props.eventId} file="refunds" label="Refunds as CSV" />
      </div>
    </details>
  );
}

function FileButton(props: { eventId: string; file: EventFile; label: string }) {
  const [saved, setSaved] = createSignal('');
  const saving = createAction(async () => {
    setSaved('');
    await saveEventFile(props.eventId, props.file);
    setSaved('Saved.');
  });
  return (
    <div class="file-button">
      <button
        type="button"
        class="button quiet"
        aria-disabled={saving.busy()}
        onClick={() => void saving.run()}
        innerText={saving.busy() ? 'Getting the file…' : props.label}
      />
      <p class="saved" role="status" innerText={saved()} />
      <Show when={saving.problem()}>
        {(problem) => <OrganiserNotice problem={problem()} onRetry={() => void saving.run()} />}
      </Show>
    </div>
  );
}
