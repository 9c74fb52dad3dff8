import { browserStorage } from '../buyer/browser-storage.ts';
import { serverNow } from '../http/server-clock.ts';
import { approximateDuration, dateAndTime, exactDuration } from '../ui/time.ts';
import type { Place } from './place.ts';

/** What a place is worth while this page does not look at it. */
export function keptWithoutThisPage(place: Place | undefined): string {
  if (!place) return '';
  return `Your place is kept until ${dateAndTime(place.safeUntil)}. ${turnWithoutThisPage(place)}`;
}

const turnWithoutThisPage = ({ accessSeconds }: Place) =>
  `If your turn comes meanwhile, your ${exactDuration(accessSeconds)} to choose run.`;

/** What a buyer in line can expect, and what closing the tab costs. */
export function WhatHappens(props: { place: Place }) {
  const choosing = () =>
    `Then you have ${exactDuration(props.place.accessSeconds)} to choose your tickets, and they are held for you ` +
    'while you pay.';
  const closing = () => {
    if (!browserStorage.lasts())
      return 'Keep this tab open: this browser does not let us save anything, so we would not know you in another one.';
    const kept = approximateDuration((Date.parse(props.place.safeUntil) - serverNow()) / 1_000);
    return (
      `You can close this tab: your place is kept for ${kept}, until ${dateAndTime(props.place.safeUntil)}, and ` +
      `opening this page again keeps it for longer. ${turnWithoutThisPage(props.place)}`
    );
  };
  return (
    <section class="stack">
      <h2>What happens next</h2>
      <ol class="steps">
        <li>Your turn comes by itself; this page follows the line.</li>
        <li innerText={choosing()} />
        <li innerText={closing()} />
      </ol>
    </section>
  );
}
