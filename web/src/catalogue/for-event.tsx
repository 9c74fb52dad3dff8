import { A } from '@solidjs/router';
import { createSignal, onMount, Show } from 'solid-js';
import { readEvent } from './events.ts';

/** Which event a step belongs to, with the way back to it. The step does not wait for it. */
export function ForEvent(props: { eventId: string }) {
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
        for <A href={`/events/${props.eventId}`}>{name()}</A>
      </Show>
    </p>
  );
}
