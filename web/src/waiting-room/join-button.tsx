import { useNavigate } from '@solidjs/router';
import { createSignal } from 'solid-js';
import { join } from './place.ts';

/** Takes a place in line and goes to it. Pressing twice asks once, and the server gives one buyer one place anyway. */
export function JoinButton(props: {
  eventId: string;
  label: string;
  wide?: boolean;
  onRefused: (problem: unknown) => void;
}) {
  const navigate = useNavigate();
  const [busy, setBusy] = createSignal(false);
  const press = async () => {
    if (busy()) return;
    setBusy(true);
    try {
      await join(props.eventId);
      navigate(`/events/${props.eventId}/waiting-room`);
    } catch (thrown) {
      props.onRefused(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      class="button"
      classList={{ wide: props.wide ?? false }}
      aria-disabled={busy()}
      onClick={() => void press()}
    >
      {busy() ? 'Joining…' : props.label}
    </button>
  );
}
