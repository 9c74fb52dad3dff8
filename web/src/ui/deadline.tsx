import { createEffect, createMemo } from 'solid-js';
import { announce } from './announce.tsx';
import { createNow } from './now.ts';
import { countdown } from './time.ts';

const lastMinuteMs = 60_000;

/** The server's clock is known to about half a second, so the server may see time left for that long. */
const clockToleranceMs = 500;

/**
 * A deadline (ISO 8601) that counts down on the server's clock. The last minute is announced to screen readers;
 * `onPassed` is called once, when the deadline is over. `stoppedAt`: the clock stands still at this time, server time
 * in milliseconds.
 */
export function Deadline(props: {
  label: string;
  until: string;
  stoppedAt?: number | undefined;
  onPassed?: () => void;
}) {
  const clock = createNow();
  const now = () => props.stoppedAt ?? clock();
  const left = () => Date.parse(props.until) - now();
  const urgent = createMemo(() => left() <= lastMinuteMs);
  const passed = createMemo(() => left() <= -clockToleranceMs);
  createEffect(() => urgent() && !passed() && announce(`${props.label}: less than a minute left.`));
  createEffect(() => passed() && props.onPassed?.());
  return (
    <p class="deadline" classList={{ urgent: urgent() }}>
      <span innerText={props.label} />
      <span class="figures clock" role="timer" translate="no" innerText={countdown(Date.parse(props.until), now())} />
    </p>
  );
}
