import { Show } from 'solid-js';
import { createAction } from '../../ui/action.ts';
import { EventTime } from '../../ui/event-time.tsx';
import { calendarFile, downloadFile } from './calendar.ts';
import { GateView } from './gate-view.tsx';
import type { Ticket } from './tickets.ts';
import { voidText } from './void-ticket.ts';
import './tickets.css';

/**
 * One ticket, as it is shown at the gate. One that is not valid any more shows no code.
 * `codes`: those of all the buyer's valid tickets of the event, for its entry in a calendar.
 */
export function TicketCard(props: { ticket: Ticket; codes: string[] }) {
  const isValid = () => props.ticket.status === 'valid';
  const calendar = createAction(async () => downloadFile(await calendarFile(props.ticket.event, props.codes)));
  return (
    <article
      class="ticket"
      classList={{ void: !isValid() }}
      aria-label={isValid() ? `Ticket ${props.ticket.code}` : 'Ticket that is not valid any more'}
    >
      <div class="ticket-event">
        <p class="ticket-name" dir="auto" innerText={props.ticket.event.name} />
        <p dir="auto" innerText={props.ticket.event.venue} />
        <p class="muted small">
          <EventTime at={props.ticket.event.starts_at} zone={props.ticket.event.time_zone} />
        </p>
        <p class="badge" dir="auto" innerText={props.ticket.tier.name} />
        <Show when={isValid()}>
          <button type="button" class="button quiet not-printed" onClick={() => void calendar.run()}>
            Add to calendar
          </button>
        </Show>
        <Show when={calendar.problem()}>
          <p class="small" role="alert">
            The calendar file could not be made. Please check your connection and try again.
          </p>
        </Show>
      </div>
      <div class="ticket-stub">
        <Show
          when={isValid()}
          fallback={
            <>
              <p class="ticket-name">Not valid any more</p>
              <p innerText={voidText(props.ticket)} />
            </>
          }
        >
          <GateView ticket={props.ticket} />
          <p class="ticket-code" translate="no" innerText={props.ticket.code} />
        </Show>
      </div>
    </article>
  );
}
