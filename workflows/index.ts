export { eventRefunds } from './event-refunds.ts';
export { mail } from './mail.ts';
export { reconcile } from './reconcile.ts';
export { reservation } from './reservation.ts';
export { sale } from './sale.ts';
export { waitingRoomEntry } from './waiting-room-entry.ts';
