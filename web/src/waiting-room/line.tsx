import { createMemo } from 'solid-js';
import { firstPosition } from '../buyer/saved-purchase.ts';
import { createNow } from '../ui/now.ts';
import { venueTime } from '../ui/time-zone.ts';
import { approximateDuration, countdown } from '../ui/time.ts';
import { lineProgress } from './line-progress.ts';
import type { OpenPlace } from './place.ts';

/** Shown until the sale opens: places have no positions before that. */
export function BeforeOpening(props: { onSaleAt: string }) {
  const now = createNow();
  const opens = () => Date.parse(props.onSaleAt);
  const isDue = createMemo(() => now() >= opens());
  return (
    <div class="card place">
      <p>You are in. The sale opens in</p>
      <p class="big-number figures" role="timer" translate="no" innerText={countdown(opens(), now())} />
      <p class="muted" innerText={isDue() ? 'Opening…' : venueTime(props.onSaleAt, null)} />
    </div>
  );
}

/** Shown once the sale is open: buyers ahead, the estimated wait, and a progress bar that never moves back. */
export function InLine(props: { eventId: string; line: OpenPlace }) {
  const ahead = () => Math.max(props.line.position - 1, 0);
  const first = createMemo(() => firstPosition(props.eventId, props.line.position));
  // After the queue in Redis was rebuilt, buyers who had a pass may be ahead again; the bar does not show that.
  const progress = createMemo((before: number) => Math.max(before, lineProgress(first(), props.line.position)), 0);
  return (
    <div class="card place">
      <p innerText={ahead() === 0 ? 'You are' : 'Ahead of you'} />
      <p
        class="big-number figures"
        translate={ahead() === 0 ? 'yes' : 'no'}
        innerText={ahead() === 0 ? 'next' : ahead().toLocaleString('en')}
      />
      <progress aria-label="Your way through the line" value={progress()} max="1" />
      <p
        class="figures"
        innerText={props.line.paused ? 'Paused' : `Your turn in ${approximateDuration(props.line.etaSeconds)}`}
      />
      <p class="muted small figures" innerText={`You are ${numberInLine(props.line)}`} />
    </div>
  );
}

/** Shown instead of the line when every ticket is paid for: nobody waits for a turn that brings nothing. */
export function SoldOut(props: { line: OpenPlace }) {
  return (
    <div class="card place" role="status">
      <h2>Sold out</h2>
      <p>Every ticket for this event is paid for. There is nothing to wait for now.</p>
      <p class="muted small">
        Tickets that are returned may appear again, and this page looks for them. Until then you keep your place.
      </p>
      <p class="muted small figures" innerText={`You are ${numberInLine(props.line)}`} />
    </div>
  );
}

const numberInLine = ({ position, total }: OpenPlace) =>
  `number ${position.toLocaleString('en')} of ${total.toLocaleString('en')} in line`;
