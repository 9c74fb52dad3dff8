import { createSignal, For, Show } from 'solid-js';
import { serverNow } from '../http/server-clock.ts';
import { createAttempt } from '../ui/attempt.ts';
import { announce } from '../ui/announce.tsx';
import { Confirm } from './confirm.tsx';
import { changeEvent, type EventStatus, type OrganiserEvent } from './organiser.ts';

type Change = { to: EventStatus; act: string; title: string; means: string };

/** The ways an organiser can go. To publish is to schedule, or to put on sale where that time has come. */
const changes: Change[] = [
  {
    to: 'scheduled',
    act: 'Publish',
    title: 'Publish this event?',
    means:
      'Buyers see it from now on and can take a place in its waiting room. The sale opens at its time, or at once where that has passed.',
  },
  {
    to: 'draft',
    act: 'Back to draft',
    title: 'Take this event back?',
    means: 'Buyers do not see it any more, and everybody who waits loses the place.',
  },
  {
    to: 'closed',
    act: 'Close the sale',
    title: 'Close the sale?',
    means:
      'Nobody can reserve any more, and everybody who waits loses the place. Tickets that are held can still be paid for. You can open it again.',
  },
  {
    to: 'canceled',
    act: 'Cancel the event',
    title: 'Cancel this event for good?',
    means:
      'This cannot be undone. Buyers see the event as cancelled, everybody who waits loses the place, and tickets that are held go back. What is paid stays paid: giving it back is up to you.',
  },
];

/** What this event can become, as buttons; each says what it means before it is done. */
export function StatusChanges(props: { event: OrganiserEvent; onChange: (event: OrganiserEvent) => void }) {
  const [asked, setAsked] = createSignal<Change>(changes[0]!);
  const [asking, setAsking] = createSignal(false);
  const possible = () => changes.filter(({ to }) => props.event.status_changes.includes(to));
  const wording = (change: Change) =>
    change.to === 'scheduled' && props.event.status === 'closed' ? 'Open the sale again' : change.act;
  const changing = createAttempt(async () => {
    const { to } = asked();
    const opensNow = to === 'scheduled' && Date.parse(props.event.on_sale_at) <= serverNow();
    const changed = await changeEvent(props.event.id, { status: opensNow ? 'on_sale' : to });
    setAsking(false);
    announce(`The event is ${changed.status.replace('_', ' ')} now.`);
    props.onChange(changed);
  });
  return (
    <>
      <div class="button-row">
        <For each={possible().filter(({ to }) => !(to === 'scheduled' && props.event.status === 'on_sale'))}>
          {(change) => (
            <button
              type="button"
              class="button"
              classList={{ quiet: change.to !== 'scheduled' }}
              onClick={() => (setAsked(change), setAsking(true))}
            >
              {wording(change)}
            </button>
          )}
        </For>
        <Show when={possible().length === 0}>
          <p class="muted">A cancelled event stays cancelled.</p>
        </Show>
      </div>
      <Confirm
        open={asking()}
        title={asked().title}
        yes={wording(asked())}
        attempt={changing}
        onClose={() => setAsking(false)}
      >
        <p>{asked().means}</p>
      </Confirm>
    </>
  );
}
