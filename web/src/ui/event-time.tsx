import { Show } from 'solid-js';
import { readerTime, venueTime } from './time-zone.ts';

/** A time of an event (ISO 8601) as the clocks at its venue show it, and as the reader's does where that differs. */
export const EventTime = (props: { at: string; zone: string | null }) => (
  <>
    <time datetime={props.at} innerText={venueTime(props.at, props.zone)} />
    <Show when={readerTime(props.at, props.zone)}>{(here) => <span class="reader-time" innerText={here()} />}</Show>
  </>
);
