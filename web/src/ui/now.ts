import { createSignal, onCleanup, type Accessor } from 'solid-js';
import { serverNow } from '../http/server-clock.ts';

/** The server's current time, in milliseconds. Updates as the second changes, while its owner lives. */
export function createNow(): Accessor<number> {
  const [now, setNow] = createSignal(serverNow());
  let timer: ReturnType<typeof setTimeout>;
  const tick = () => {
    setNow(serverNow());
    timer = setTimeout(tick, 1_005 - (serverNow() % 1_000));
  };
  tick();
  onCleanup(() => clearTimeout(timer));
  return now;
}
