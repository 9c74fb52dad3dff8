import { badFields, isUuid } from './routing.ts';

/** The last row of a page: the time by which the list is in order, and the id for rows of the same time. */
export type Position = { at: Date; id: string };

/** What a client gives back to get the next page. */
export const cursorOf = ({ at, id }: Position): string =>
  Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');

/** Where a page left off. @throws Problem 400 for a cursor that no list gave. */
export function positionOf(cursor: string): Position {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const at = new Date(time);
  // Years of more than four digits are beyond what Postgres takes.
  if (!/^(?!0000)\d{4}-/.test(time) || Number.isNaN(at.getTime()) || !isUuid(id) || cursorOf({ at, id }) !== cursor)
    throw badFields({ cursor }, [{ path: ['cursor'], message: 'is not one that this list gave' }]);
  return { at, id };
}
