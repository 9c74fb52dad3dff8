import { Show } from 'solid-js';

/**
 * How far this buyer has come at one event, and how many of its tickets are theirs. `voidTickets`: those that are not
 * valid any more.
 */
export type BuyerState = {
  progress: 'none' | 'waiting' | 'admitted' | 'holding';
  tickets: number;
  voidTickets: number;
};

const marks: Partial<Record<BuyerState['progress'], string>> = {
  waiting: 'You are in line',
  admitted: 'It is your turn',
  holding: 'You hold tickets',
};

/** Marks an event that the buyer waits for, holds tickets of, owns tickets of, or once did. */
export function BuyerMarks(props: { state: BuyerState | undefined }) {
  const mark = () => marks[props.state?.progress ?? 'none'];
  const owned = () => props.state?.tickets ?? 0;
  const lost = () => props.state?.voidTickets ?? 0;
  const lostText = () => {
    if (owned() > 0) return lost() === 1 ? '1 more is not valid' : `${lost()} more are not valid`;
    return lost() === 1 ? 'Your ticket is not valid' : 'Your tickets are not valid';
  };
  return (
    <>
      <Show when={mark()}>
        <span class="badge yours" innerText={mark()} />
      </Show>
      <Show when={owned() > 0}>
        <span class="badge yours" innerText={owned() === 1 ? 'You own 1 ticket' : `You own ${owned()} tickets`} />
      </Show>
      <Show when={lost() > 0}>
        <span class="badge" innerText={lostText()} />
      </Show>
    </>
  );
}
