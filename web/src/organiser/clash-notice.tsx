import { For } from 'solid-js';
import type { Clash, Side } from './editing.ts';

/** Shows what a colleague saved meanwhile beside what was typed, and asks whose it shall be. */
export function ClashNotice<D extends Record<string, string>>(props: {
  clash: Clash<D>;
  labels: Record<keyof D, string>;
  onTake: (side: Side) => void;
}) {
  return (
    <div class="notice" role="alert">
      <h2>Somebody else changed this meanwhile</h2>
      <p>Nothing of yours is saved yet.</p>
      <dl class="clash">
        <For each={props.clash.fields}>
          {(name) => (
            <div>
              <dt innerText={props.labels[name]} />
              <dd dir="auto" innerText={`Now: ${shown(props.clash.theirs[name]!)}`} />
              <dd dir="auto" innerText={`Yours: ${shown(props.clash.mine[name]!)}`} />
            </div>
          )}
        </For>
      </dl>
      <div class="button-row">
        <button type="button" class="button" onClick={() => props.onTake('mine')}>
          Save mine
        </button>
        <button type="button" class="button quiet" onClick={() => props.onTake('theirs')}>
          Take theirs
        </button>
      </div>
    </div>
  );
}

const dateTime = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)$/;
const shown = (text: string) => (text === '' ? '(empty)' : text.replace(dateTime, '$1 $2'));
