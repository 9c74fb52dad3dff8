import { createMemo } from 'solid-js';
import { encode } from 'uqr';
import type { Ticket } from './tickets.ts';

/** Width of the white border in modules, which scanners need (ISO/IEC 18004). */
const quietZone = 4;

/** The text that a scanner at the gate reads: the ticket's code and the signature that proves it is genuine. */
export const qrPayload = (ticket: Pick<Ticket, 'code' | 'qr_sig'>): string => `${ticket.code}.${ticket.qr_sig}`;

/** The QR code of a ticket: black on white in either theme, as scanners expect. */
export function TicketQr(props: { ticket: Ticket }) {
  const qr = createMemo(() => encode(qrPayload(props.ticket), { ecc: 'M', border: quietZone }));
  const path = () =>
    qr()
      .data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
      .join('');
  return (
    <svg
      class="ticket-qr"
      role="img"
      aria-label={`QR code of ticket ${props.ticket.code}`}
      viewBox={`0 0 ${qr().size} ${qr().size}`}
      shape-rendering="crispEdges"
    >
      <rect width="100%" height="100%" fill="#fff" />
      <path d={path()} fill="#000" />
    </svg>
  );
}
