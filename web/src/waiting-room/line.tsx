import { createMemo, Show } from 'solid-js';
import { firstPosition } from '../buyer/visit.ts';
import { createNow } from '../ui/now.ts';
import { countdown, dateAndTime, roughly } from '../ui/time.ts';
import type { Place } from './place.ts';
import { wayDone } from './way-done.ts';

/** Until the sale opens: the line has no order to show yet. */
export function BeforeOpening(props: { onSaleAt: string }) {
  const now = createNow();
  const opens = () => Date.parse(props.onSaleAt);
  return (
    <div class="card standing">
      <p>You are in. The sale opens in</p>
      <p class="big-number figures" role="timer">
        {countdown(opens(), now())}
      </p>
      <p class="muted">{now() < opens() ? dateAndTime(props.onSaleAt) : 'Opening…'}</p>
    </div>
  );
}

/** Once it is open: how many are ahead, how long it may take, and a bar that only ever moves forward. */
export function InLine(props: { eventId: string; line: Extract<Place, { state: 'sale_open' }> }) {
  const ahead = () => Math.max(props.line.position - 1, 0);
  const first = createMemo(() => firstPosition(props.eventId, props.line.position));
  /** Where a gate was rebuilt, whoever had a pass stands before us again; nobody wants to see that as a step back. */
  const done = createMemo((furthest: number) => Math.max(furthest, wayDone(first(), props.line.position)), 0);
  return (
    <div class="card standing">
      <p>{ahead() === 0 ? 'You are' : 'Ahead of you'}</p>
      <p class="big-number figures">{ahead() === 0 ? 'next' : ahead().toLocaleString('en')}</p>
      <progress aria-label="Your way through the line" value={done()} max="1" />
      <p class="figures">
        <Show when={!props.line.paused} fallback="Paused">
          Your turn in {roughly(props.line.etaSeconds)}
        </Show>
      </p>
      <p class="muted small figures">
        You are number {props.line.position.toLocaleString('en')} of {props.line.total.toLocaleString('en')} in line
      </p>
    </div>
  );
}
