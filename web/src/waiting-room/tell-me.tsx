import { createSignal, Match, Switch } from 'solid-js';
import { notifications, soundIsOn, switchSound } from './call-in.ts';

/** How a buyer who does other things meanwhile wants to hear that it is their turn. */
export function TellMe() {
  const [allowed, setAllowed] = createSignal(notifications());
  return (
    <section class="stack tell-me">
      <h2>Tell me when it is my turn</h2>
      <label class="check">
        <input type="checkbox" checked={soundIsOn()} onChange={(event) => switchSound(event.currentTarget.checked)} />
        Play a sound
      </label>
      <Switch>
        <Match when={allowed() === 'default'}>
          <button
            type="button"
            class="button quiet"
            onClick={() => void Notification.requestPermission().then(setAllowed)}
          >
            Allow a notification
          </button>
        </Match>
        <Match when={allowed() === 'granted'}>
          <p class="muted small">A notification comes too, when you look at something else.</p>
        </Match>
      </Switch>
    </section>
  );
}
