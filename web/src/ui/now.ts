import { createSignal, onCleanup, type Accessor } from 'solid-js';
import { serverNow } from '../http/server-clock.ts';

/** Now on the server's clock, in milliseconds; ticks as its second changes, for as long as the owner lives. */
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
