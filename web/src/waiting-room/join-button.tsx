import { useNavigate } from '@solidjs/router';
import { createSignal } from 'solid-js';
import { focusHeading } from '../ui/page.tsx';
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
      // Where that page is open already the router does nothing, and this button is about to go with its focus.
      focusHeading();
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
      innerText={busy() ? 'Joining…' : props.label}
    />
  );
}
