import pMap from 'p-map';
import type { WaitingPlace } from '../../workflows/messages.ts';
import type { Sales } from '../catalogue/ports.ts';
import type { EntryWorkflows, WaitingRoom } from '../waiting-room/ports.ts';
import { AT_ONCE, type Check } from './finding.ts';
import { subjectOf } from './gate.ts';

/** A place this young may have a workflow that the index does not show yet. */
const NEWBORN_MS = 30_000;
/** So many places are put back before the next are asked about, so that a crowd comes back also bit by bit. */
const PLACES_AT_ONCE = 400;

type Needs = { sales: Sales; waitingRoom: WaitingRoom; entryWorkflows: EntryWorkflows };

/** Lines of which Redis or Temporal has lost a place while the other one has it. */
export async function damagedPlaces(needs: Needs): Promise<Check<[eventId: string, WaitingPlace[]]>> {
  const { sales, entryWorkflows } = needs;
  const places = new Map((await sales.live()).map((eventId): [string, WaitingPlace[]] => [eventId, []]));
  for (const place of await entryWorkflows.allPlaces()) places.get(place.eventId)?.push(place);
  return {
    items: [...places],
    subject: ([eventId]) => subjectOf(eventId),
    async look([eventId, running]) {
      const damaged = await needs.waitingRoom.damaged(eventId, running);
      const unwatched = await unwatchedPlaces(needs, eventId, running);
      if (damaged.length + unwatched.length === 0) return undefined;
      return {
        problem: `${damaged.length} places are missing in Redis, and the workflows of ${unwatched.length} in Temporal`,
        repair: {
          action: 'put the places back, and start their workflows or end them',
          async run() {
            await putBack(needs, eventId, damaged);
            await pMap(unwatched, (place) => watch(needs, place), { concurrency: AT_ONCE });
            return 'placesRestored';
          },
        },
      };
    },
  };
}

/** Places in Redis whose workflow does not run. */
async function unwatchedPlaces({ waitingRoom }: Needs, eventId: string, running: WaitingPlace[]) {
  const watched = new Set(running.map(({ token }) => token));
  const others = (await waitingRoom.settledTokens(eventId)).filter((token) => !watched.has(token));
  if (others.length === 0) return [];
  const places = await waitingRoom.places(eventId, others);
  return places.filter(({ joinedAt }) => Date.now() - joinedAt > NEWBORN_MS);
}

/** Puts places back that are not over, those that were admitted with what is left of their pass. */
async function putBack({ waitingRoom, entryWorkflows }: Needs, eventId: string, places: WaitingPlace[]) {
  for (let from = 0; from < places.length; from += PLACES_AT_ONCE) {
    const slice = await pMap(
      places.slice(from, from + PLACES_AT_ONCE),
      async (place): Promise<WaitingPlace> => {
        const accessUntil = await entryWorkflows.passEnd(place);
        return { ...place, ...(accessUntil !== undefined && { accessUntil }) };
      },
      { concurrency: AT_ONCE },
    );
    const isOver = ({ accessUntil = Infinity }: WaitingPlace) => accessUntil <= Date.now();
    await waitingRoom.restore(
      eventId,
      slice.filter((place) => !isOver(place)),
      'places',
    );
  }
}

/** Starts the workflow of a place that has none. A place whose workflow has ended is over: Redis has lost its end. */
async function watch({ waitingRoom, entryWorkflows }: Needs, place: WaitingPlace): Promise<void> {
  const state = await entryWorkflows.state(place);
  if (state === 'unknown') await entryWorkflows.start(place);
  if (state === 'ended') await waitingRoom.leave(place.eventId, place.token, place.buyerId ?? '');
}
