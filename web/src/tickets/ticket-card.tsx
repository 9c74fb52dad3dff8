import { dateAndTime } from '../ui/time.ts';
import { TicketQr } from './ticket-qr.tsx';
import type { Ticket } from './tickets.ts';
import './tickets.css';

/** One ticket, as it is shown at the gate. */
export const TicketCard = (props: { ticket: Ticket }) => (
  <article class="ticket" aria-label={`Ticket ${props.ticket.code}`}>
    <div class="ticket-event">
      <p class="ticket-name">{props.ticket.event.name}</p>
      <p>{props.ticket.event.venue}</p>
      <p class="muted small">
        <time datetime={props.ticket.event.starts_at}>{dateAndTime(props.ticket.event.starts_at)}</time>
      </p>
      <p class="badge">{props.ticket.tier.name}</p>
    </div>
    <div class="ticket-stub">
      <TicketQr ticket={props.ticket} />
      <p class="ticket-code">{props.ticket.code}</p>
    </div>
  </article>
);
