import { A } from '@solidjs/router';
import { createSignal, onMount, Show } from 'solid-js';
import { readEvent } from './events.ts';

/** The name of the event that a page belongs to, as a link back to it. The page does not wait for the name. */
export function EventLink(props: { eventId: string }) {
  const [name, setName] = createSignal<string>();
  onMount(
    () =>
      void readEvent(props.eventId).then(
        (event) => setName(event.name),
        () => undefined,
      ),
  );
  return (
    <p class="muted">
      <Show when={name()} fallback={'\u00a0'}>
        {(found) => (
          <>
            <span>for </span>
            <A href={`/events/${props.eventId}`} dir="auto">
              {found()}
            </A>
          </>
        )}
      </Show>
    </p>
  );
}
