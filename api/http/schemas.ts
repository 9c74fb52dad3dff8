import { z } from '@hono/zod-openapi';

/** The pieces that the schemas of every domain are made of. */

/** Characters that turn the order of what follows, also outside of the text: embeddings, overrides and isolates. */
const reordering = /[\u202a-\u202e\u2066-\u2069]/;
/** Characters of which nobody sees anything, be it one or many. U+2800 is a Braille cell without dots. */
const invisible = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Text in the one form (NFC) in which equal text is equal, whole, and in the order in which it is written. */
const unicode = z
  .string()
  .normalize('NFC')
  .refine((value) => !/\p{Cs}/u.test(value), 'must not contain half a character')
  .refine((value) => !reordering.test(value), 'must not contain characters that change the direction of text');

/** A line of text of at most so many characters, of which something can be seen. */
export const text = (most: number) =>
  unicode
    .trim()
    .min(1)
    .max(most)
    .refine((value) => !/[\p{Cc}\u2028\u2029]/u.test(value), 'must not contain control characters')
    .refine((value) => !invisible.test(value), 'must contain something that can be seen');
/** Text of several lines. */
export const prose = (most: number) =>
  unicode.max(most).refine((value) => !/[^\P{Cc}\t\r\n]/u.test(value), 'must not contain control characters');
export const instant = z.iso.datetime({ offset: true });
/** An instant in a request, in a year that all stores and clients can write: an offset may lead out of year 9999. */
export const givenInstant = instant.refine((value) => {
  const year = new Date(value).getUTCFullYear();
  return year >= 2000 && year <= 9999;
}, 'must be in the years 2000 to 9999 of UTC');
export const cents = z.int().min(0);
/** Ids come in either case and are kept in lower case, so that every store finds the same thing under them. */
export const id = z.string().min(1).toLowerCase();
export const pathId = (name: string) => id.openapi({ param: { name, in: 'path' }, format: 'uuid' });

export const PathId = z.object({ id: pathId('id') });
