import * as Dialog from '@kobalte/core/dialog';
import { TicketQr } from './ticket-qr.tsx';
import type { Ticket } from './tickets.ts';

/** The QR code; a tap shows it as large and bright as the screen can, because gates are dark. */
export const GateView = (props: { ticket: Ticket }) => (
  <Dialog.Root>
    <Dialog.Trigger class="ticket-tap">
      <TicketQr ticket={props.ticket} />
      <span class="small not-printed">Tap to show it large</span>
    </Dialog.Trigger>
    <Dialog.Portal>
      <Dialog.Content class="gate-view">
        <Dialog.Title class="gate-name" dir="auto">
          {props.ticket.event.name}
        </Dialog.Title>
        <TicketQr ticket={props.ticket} />
        <Dialog.Description class="ticket-code" translate="no">
          {props.ticket.code}
        </Dialog.Description>
        <Dialog.CloseButton class="button" aria-label="Close">
          Close
        </Dialog.CloseButton>
      </Dialog.Content>
    </Dialog.Portal>
  </Dialog.Root>
);
