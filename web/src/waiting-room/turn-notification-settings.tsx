import { createSignal, Match, Switch } from 'solid-js';
import { isSoundOn, notificationPermission, setSound } from './turn-notification.ts';

/** How a buyer in another tab is notified of their turn: by a sound, by a notification, or both. */
export function TurnNotificationSettings() {
  const [permission, setPermission] = createSignal(notificationPermission());
  return (
    <section class="stack notification-settings">
      <h2>Tell me when it is my turn</h2>
      <label class="check">
        <input type="checkbox" checked={isSoundOn()} onChange={(event) => setSound(event.currentTarget.checked)} />
        Play a sound
      </label>
      <Switch>
        <Match when={permission() === 'default'}>
          <button
            type="button"
            class="button quiet"
            onClick={() => void Notification.requestPermission().then(setPermission)}
          >
            Allow a notification
          </button>
        </Match>
        <Match when={permission() === 'granted'}>
          <p class="muted small">A notification comes too, when you look at something else.</p>
        </Match>
      </Switch>
    </section>
  );
}
