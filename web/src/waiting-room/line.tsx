import { createMemo, Show } from 'solid-js';
import { firstPosition } from '../buyer/saved-purchase.ts';
import { createNow } from '../ui/now.ts';
import { approximateDuration, countdown, dateAndTime } from '../ui/time.ts';
import { lineProgress } from './line-progress.ts';
import type { Place } from './place.ts';

/** Shown until the sale opens: places have no positions before that. */
export function BeforeOpening(props: { onSaleAt: string }) {
  const now = createNow();
  const opens = () => Date.parse(props.onSaleAt);
  return (
    <div class="card place">
      <p>You are in. The sale opens in</p>
      <p class="big-number figures" role="timer">
        {countdown(opens(), now())}
      </p>
      <p class="muted">{now() < opens() ? dateAndTime(props.onSaleAt) : 'Opening…'}</p>
    </div>
  );
}

/** Shown once the sale is open: buyers ahead, the estimated wait, and a progress bar that never moves back. */
export function InLine(props: { eventId: string; line: Extract<Place, { state: 'sale_open' }> }) {
  const ahead = () => Math.max(props.line.position - 1, 0);
  const first = createMemo(() => firstPosition(props.eventId, props.line.position));
  // After the queue in Redis was rebuilt, buyers who had a pass may be ahead again; the bar does not show that.
  const progress = createMemo((before: number) => Math.max(before, lineProgress(first(), props.line.position)), 0);
  return (
    <div class="card place">
      <p>{ahead() === 0 ? 'You are' : 'Ahead of you'}</p>
      <p class="big-number figures">{ahead() === 0 ? 'next' : ahead().toLocaleString('en')}</p>
      <progress aria-label="Your way through the line" value={progress()} max="1" />
      <p class="figures">
        <Show when={!props.line.paused} fallback="Paused">
          Your turn in {approximateDuration(props.line.etaSeconds)}
        </Show>
      </p>
      <p class="muted small figures">
        You are number {props.line.position.toLocaleString('en')} of {props.line.total.toLocaleString('en')} in line
      </p>
    </div>
  );
}
