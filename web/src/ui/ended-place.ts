import type { Problem } from '../http/problem.ts';
import type { Explanation } from './problem-explanation.ts';
import { hourAndMinute } from './time.ts';

const endedPlace = (why: string): Explanation => ({
  heading: 'Your place has ended',
  text: `${why} You can join again, at the end of the line.`,
  action: 'join',
});
const unknownEnd = 'Places and passes last a limited time, and yours is over.';

/** A place that nobody looked at. Its turn came only if the problem says when. */
function absentPlace({ fields }: Problem): Explanation {
  const { missedTurn } = fields as { missedTurn?: { at: string } };
  if (!missedTurn) return endedPlace('This page was not open for longer than a place is kept.');
  const at = hourAndMinute(Date.parse(missedTurn.at));
  return endedPlace(`It was your turn at ${at}, while this page was not open, and the time to come back is over.`);
}

export const eventCanceled: Explanation = {
  heading: 'This event was cancelled',
  text: 'Its tickets are not sold any more, and nothing is charged. Tickets that you have are under My tickets.',
  action: 'tickets',
};

/** What to say of a place that is over, by the reason that the API gives. */
const endedPlaces: Record<string, Explanation> = {
  left: endedPlace('You gave it back.'),
  pass_ended: endedPlace('Your time to choose is over.'),
  cleared: endedPlace('The organiser emptied the line.'),
  sale_closed: {
    heading: 'The sale is over',
    text: 'Tickets for this event are no longer sold here.',
    action: 'events',
  },
  canceled: eventCanceled,
};

/** Why a place is over, as far as the API says. */
export const explainEndedPlace = (problem: Problem): Explanation =>
  problem.fields['reason'] === 'absent'
    ? absentPlace(problem)
    : (endedPlaces[String(problem.fields['reason'])] ?? endedPlace(unknownEnd));
