import { describe, expect, it } from 'vitest';
import { givenInstant, prose, text } from './schemas.ts';

const name = text(100);
const read = (given: string) => name.safeParse(given).data;

describe('a name', () => {
  it.each(['Caf\u00e9', 'Cafe\u0301', ' Caf\u00e9\u00a0'])('has one form, also given as %j', (given) => {
    expect(read(given)).toBe('Caf\u00e9');
  });

  it.each([
    ['\u05e4\u05e1\u05d8\u05d9\u05d1\u05dc 2026!'],
    ['\u0645\u0647\u0631\u062c\u0627\u0646'],
    ['\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 Fest'],
    ['\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'],
    ['=SUM(1)'],
    ['<b>x</b>'],
  ])('stays as it is: %j', (given) => {
    expect(read(given)).toBe(given);
  });

  it.each([
    '',
    ' ',
    '\u200b',
    '\u2060',
    '\ufeff',
    '\u00ad',
    '\u3164',
    '\u2800',
    '\u200b \u2800\u200d',
    'Free \u202egnihton stsoc',
    'A \u2067B',
    'A\ud83dB',
    '\udc00',
    'A\u0000B',
    'A\nB',
    'A\u0085B',
    'A\u2028B',
    'x'.repeat(101),
  ])('is refused: %j', (given) => {
    expect(read(given)).toBeUndefined();
  });
});

it('takes a description of several lines, or an empty one, but not in another order than it is written', () => {
  const description = prose(100);
  expect(description.safeParse('Doors 19:00\r\n\tRow A').success).toBe(true);
  expect(description.safeParse('').success).toBe(true);
  for (const given of ['A\u202eB', 'A\ud83dB', 'A\u0000B']) expect(description.safeParse(given).success).toBe(false);
});

describe('an instant', () => {
  it.each(['2027-01-01T00:30:00+01:00', '9999-12-31T23:59:59Z', '9999-12-31T23:59:59+05:00', '2000-01-01T00:00:00Z'])(
    'is taken: %s',
    (given) => {
      expect(givenInstant.safeParse(given).success).toBe(true);
    },
  );

  it.each([
    '9999-12-31T23:59:59-05:00',
    '9999-12-31T23:59:59-12:00',
    '+010000-01-01T00:00:00Z',
    '2000-01-01T00:00:00+01:00',
    '0000-01-01T00:00:00Z',
    '2027-02-30T00:00:00Z',
    '2027-01-01T24:00:00Z',
    '2027-01-01T00:00:00+99:00',
    '2027-01-01',
  ])('is refused: %s', (given) => {
    expect(givenInstant.safeParse(given).success).toBe(false);
  });
});
