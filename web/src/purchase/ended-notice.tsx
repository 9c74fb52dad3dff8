import { A } from '@solidjs/router';
import { createResource } from 'solid-js';
import { pathTo, whereAmI } from '../buyer/whereabouts.ts';

const endings = {
  failed: { heading: 'The payment was declined', text: 'Nothing was charged, and the tickets went back on sale.' },
  expired: { heading: 'The time to pay ran out', text: 'Nothing was charged, and the tickets went back on sale.' },
  canceled: { heading: 'You gave the tickets back', text: 'Nothing was charged. Somebody else can have them now.' },
};

/** A purchase that came to nothing, and the way on: choosing again while the pass lasts, otherwise back to the event. */
export function EndedNotice(props: { eventId: string; why: keyof typeof endings }) {
  const [where] = createResource(() => whereAmI(props.eventId).catch(() => 'outside' as const));
  const admitted = () => where() === 'admitted';
  return (
    <div class="notice" role="alert">
      <h2>{endings[props.why].heading}</h2>
      <p>{endings[props.why].text}</p>
      <A class="button" href={pathTo(props.eventId, admitted() ? 'admitted' : 'outside')}>
        {admitted() ? 'Choose again' : 'Back to the event'}
      </A>
    </div>
  );
}
