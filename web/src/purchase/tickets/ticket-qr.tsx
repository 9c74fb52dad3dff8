import { createMemo } from 'solid-js';
import { encode } from 'uqr';
import type { Ticket } from './tickets.ts';

/** Modules of white around the code, which scanners need (ISO/IEC 18004). */
const quietZone = 4;

/** What a scanner at the gate reads: the code, and the signature by which it knows the code as ours. */
export const gateText = (ticket: Pick<Ticket, 'code' | 'qr_sig'>): string => `${ticket.code}.${ticket.qr_sig}`;

/** The ticket as a QR picture: black on white in either theme, because scanners expect it so. */
export function TicketQr(props: { ticket: Ticket }) {
  const qr = createMemo(() => encode(gateText(props.ticket), { ecc: 'M', border: quietZone }));
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
