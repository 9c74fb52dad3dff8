import { z } from '@hono/zod-openapi';
import { currencies } from '../../currencies.ts';
import { MOST_CENTS } from '../../money.ts';

/** The pieces that the schemas of every domain are made of. */

/** Characters that turn the order of what follows, also outside of the text: embeddings, overrides and isolates. */
const REORDERING = String.raw`\u202a-\u202e\u2066-\u2069`;
const CONTROLS = String.raw`\u0000-\u001f\u007f-\u009f`;
const CONTROLS_IN_PROSE = String.raw`\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f`;
const LINE_BREAKS = String.raw`\u2028\u2029`;
/** Unicode's format and ignorable characters, and a Braille cell without dots: of one or many nobody sees anything. */
const INVISIBLE =
  String.raw`\s\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f` +
  String.raw`\u200b-\u200f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb` +
  '\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}';
const anyOf = (characters: string) => new RegExp(`[${characters}]`, 'u');
const reordering = anyOf(REORDERING);
const refusedInLines = anyOf(CONTROLS + LINE_BREAKS);
const refusedInProse = anyOf(CONTROLS_IN_PROSE);
const visible = new RegExp(`[^${INVISIBLE}${CONTROLS}${REORDERING}]`, 'u');

/** Text in the one form (NFC) in which equal text is equal, whole, and in the order in which it is written. */
const unicode = z
  .string()
  .normalize('NFC')
  .refine((value) => !/\p{Cs}/u.test(value), 'must not contain half a character')
  .refine((value) => !reordering.test(value), 'must not contain characters that change the direction of text');

const inLine = `[^${CONTROLS}${LINE_BREAKS}${REORDERING}]*`;
/** A line of text of at most so many characters, of which something can be seen. */
export const text = (most: number) =>
  unicode
    .trim()
    .min(1)
    .max(most)
    .refine((value) => !refusedInLines.test(value), 'must not contain control characters')
    .refine((value) => visible.test(value), 'must contain something that can be seen')
    .openapi({ pattern: `^${inLine}[^${INVISIBLE}${CONTROLS}${REORDERING}]${inLine}$` });
/** The name of a person: spaces that were typed twice are one. */
export const personName = text(100).overwrite((name) => name.replace(/\p{Zs}+/gu, ' '));
/** An e-mail address with the spaces that a keyboard leaves around it, of at most the length that servers take. */
export const emailAddress = z
  .string()
  .trim()
  .max(254, 'must be an address of at most 254 characters')
  .regex(z.core.regexes.email, 'must look like name@example.org')
  .regex(/^[^@]{1,64}@/, 'must have at most 64 characters before the @');
/** Text of several lines. */
export const prose = (most: number) =>
  unicode
    .max(most)
    .refine((value) => !refusedInProse.test(value), 'must not contain control characters')
    .openapi({ pattern: `^[^${CONTROLS_IN_PROSE}${REORDERING}]*$` });
export const instant = z.iso.datetime({ offset: true });
/** An instant in a request, in a year that all stores and clients can write: an offset may lead out of year 9999. */
export const givenInstant = instant.refine((value) => {
  const year = new Date(value).getUTCFullYear();
  return year >= 2000 && year <= 9999;
}, 'must be in the years 2000 to 9999 of UTC');
export const cents = z.int().min(0).openapi({ description: 'In the smallest unit of the currency' });
export const givenCents = cents.max(MOST_CENTS);
/** Shares are in basis points: 250 is 2.5 %. */
export const basisPoints = z.int().min(0).max(10_000);
export const vatRate = basisPoints.openapi({
  description: 'In hundredths of a per cent (1900 is 19 %); the VAT is part of what the buyer pays',
});
export const feePayer = z.enum(['buyer', 'organiser']).openapi({
  description: 'buyer: the fee comes on top of the price; organiser: it is taken from the price',
});
export const currency = z.string().openapi({ description: 'The ISO 4217 code', example: 'USD' });
export const givenCurrency = z
  .enum(currencies, 'must be the code of a currency in use, such as EUR')
  .openapi({ description: 'The ISO 4217 code', example: 'USD' });
/** Ids come in either case and are kept in lower case, so that every store finds the same thing under them. */
export const id = z.string().min(1).toLowerCase();
export const pathId = (name: string) => id.openapi({ param: { name, in: 'path' }, format: 'uuid' });

export const PathId = z.object({ id: pathId('id') });

export const KeyHeader = z.object({
  'idempotency-key': z
    .string()
    .optional()
    .openapi({
      description: '1 to 255 visible ASCII characters; a repeat with the same key does nothing again',
      pattern: '^[\\x21-\\x7e]{1,255}$',
      param: { name: 'idempotency-key', in: 'header', required: true },
    }),
});
