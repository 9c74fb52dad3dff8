import { createEffect, createMemo } from 'solid-js';
import { announce } from './announce.tsx';
import { createNow } from './now.ts';
import { countdown } from './time.ts';

const lastMinute = 60_000;
/** The clocks agree to about half a second: asked sooner, the server may say that there is time left. */
const grace = 500;

/** A deadline (ISO 8601) counting down on the server's clock. The last minute is said aloud; `onPassed` is told once, when it is over. */
export function Deadline(props: { label: string; until: string; onPassed?: () => void }) {
  const now = createNow();
  const left = () => Date.parse(props.until) - now();
  const urgent = createMemo(() => left() <= lastMinute);
  const passed = createMemo(() => left() <= -grace);
  createEffect(() => urgent() && !passed() && announce(`${props.label}: less than a minute left.`));
  createEffect(() => passed() && props.onPassed?.());
  return (
    <p class="deadline" classList={{ urgent: urgent() }}>
      <span>{props.label}</span>
      <span class="figures clock" role="timer">
        {countdown(Date.parse(props.until), now())}
      </span>
    </p>
  );
}
