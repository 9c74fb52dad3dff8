import { z } from '@hono/zod-openapi';

/** The pieces that the schemas of every domain are made of. */

/** A line of text of at most so many characters. */
export const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((value) => !/\p{Cc}/u.test(value), 'must not contain control characters');
/** Text of several lines. */
export const prose = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => !/[^\P{Cc}\t\r\n]/u.test(value), 'must not contain control characters');
export const instant = z.iso.datetime({ offset: true });
/** An instant in a request: Postgres has no year 0. */
export const givenInstant = instant.refine(
  (value) => new Date(value).getUTCFullYear() >= 2000,
  'must be after the year 2000',
);
export const cents = z.int().min(0);
/** Ids come in either case and are kept in lower case, so that every store finds the same thing under them. */
export const id = z.string().min(1).toLowerCase();
export const pathId = (name: string) => id.openapi({ param: { name, in: 'path' }, format: 'uuid' });

export const PathId = z.object({ id: pathId('id') });
