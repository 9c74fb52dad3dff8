import { useNavigate } from '@solidjs/router';
import { createSignal } from 'solid-js';
import type { JoinButtonProps } from '../ui/problem-notice.tsx';
import { join } from './place.ts';

/**
 * Joins the waiting room and opens its page. A double click sends one request; the server gives a buyer only one place
 * in any case.
 */
export function JoinButton(props: JoinButtonProps) {
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
