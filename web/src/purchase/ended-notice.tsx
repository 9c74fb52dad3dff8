import { A } from '@solidjs/router';
import { createResource } from 'solid-js';
import { readEvent } from '../catalogue/events.ts';
import { pathOf, readProgress } from './progress.ts';

const texts = {
  failed: { heading: 'The payment failed', text: 'Nothing was charged, and the tickets went back on sale.' },
  expired: { heading: 'The time to pay ran out', text: 'Nothing was charged, and the tickets went back on sale.' },
  canceled: { heading: 'You gave the tickets back', text: 'Nothing was charged. Somebody else can have them now.' },
};
const eventCanceled = {
  heading: 'This event was cancelled',
  text: 'Its tickets are not sold, and nothing was charged.',
};

/** How a purchase ended without an order, with a link: to choose again while the pass lasts, otherwise to the event. */
export function EndedNotice(props: { eventId: string; reason: keyof typeof texts }) {
  const [progress] = createResource(() => readProgress(props.eventId).catch(() => 'none' as const));
  const [event] = createResource(() => readEvent(props.eventId).catch(() => undefined));
  const admitted = () => progress() === 'admitted';
  const text = () => (event()?.status === 'canceled' ? eventCanceled : texts[props.reason]);
  return (
    <div class="notice" role="alert">
      <h2 innerText={text().heading} />
      <p innerText={text().text} />
      <A class="button" href={pathOf(props.eventId, admitted() ? 'admitted' : 'none')}>
        <span innerText={admitted() ? 'Choose again' : 'Back to the event'} />
      </A>
    </div>
  );
}
