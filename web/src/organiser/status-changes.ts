import { venueTime } from '../ui/time-zone.ts';
import type { EventStatus, OrganiserEvent } from './events.ts';

/** A change of status as its button and its question name it. `to` is what is asked of the server. */
export type StatusChange = { to: EventStatus; label: string; confirmLabel: string; title: string; effects: string[] };

type Publishing = Pick<OrganiserEvent, 'status' | 'on_sale_at' | 'time_zone'>;

/**
 * Publishing schedules an event, or puts it on sale where its opening time has passed. `now`: server time, in
 * milliseconds; `tierCount`: undefined while it is unknown.
 */
export function publishing(event: Publishing, tierCount: number | undefined, now: number): StatusChange {
  const opening = venueTime(event.on_sale_at, event.time_zone);
  const opensNow = Date.parse(event.on_sale_at) <= now;
  const again = event.status === 'closed';
  const label = again ? 'Open the sale again' : 'Publish';
  return {
    to: opensNow ? 'on_sale' : 'scheduled',
    label,
    confirmLabel: opensNow && !again ? 'Publish and open the sale' : label,
    title: publishingTitle(tierCount, opensNow, again),
    effects: [
      ...(tierCount === 0 ? ['It has no tiers yet, so there is nothing that buyers could choose.'] : []),
      opensNow
        ? `The sale opens at once, because its opening time has passed: ${opening}.`
        : `The sale opens at its time: ${opening}.`,
      'Buyers see it from now on and can take a place in its waiting room.',
    ],
  };
}

function publishingTitle(tierCount: number | undefined, opensNow: boolean, again: boolean): string {
  if (tierCount === 0) return 'Publish this event without tiers?';
  if (opensNow) return again ? 'Open the sale again, now?' : 'Publish this event and open its sale now?';
  return again ? 'Open the sale again?' : 'Publish this event?';
}

const change = (to: EventStatus, label: string, title: string, ...effects: string[]): StatusChange => ({
  to,
  label,
  confirmLabel: label,
  title,
  effects,
});

/** The other changes of status that an organiser can make. */
export const statusChanges = {
  draft: change(
    'draft',
    'Back to draft',
    'Take this event back?',
    'Buyers do not see it any more, and everybody who waits loses the place.',
  ),
  closed: change(
    'closed',
    'Close the sale',
    'Close the sale?',
    'Nobody can reserve any more, and everybody who waits loses the place.',
    'Tickets that are held can still be paid for. You can open it again.',
  ),
  canceled: change(
    'canceled',
    'Cancel the event',
    'Cancel this event for good?',
    'This cannot be undone. Buyers see the event as cancelled, everybody who waits loses the place, ' +
      'and tickets that are held go back.',
    'Orders that are paid are marked for a refund, and their tickets are not valid any more.',
    'Buyers who gave an e-mail address are told of it now, and again once their money is on its way.',
  ),
};
