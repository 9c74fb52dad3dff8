import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

const quiet = () => {};

function errorOf(...args: string[]): string {
  let output = '';
  expect(() => readOptions(args, (text) => (output += text))).toThrow(CommanderError);
  return output;
}

describe('the options of the crowd', () => {
  it('are 500 buyers for 100 tickets in ten waves by default', () => {
    expect(readOptions([], quiet)).toMatchObject({
      buyers: 500,
      tickets: 100,
      waveSize: 50,
      waveIntervalMs: 5_000,
      json: false,
    });
  });

  it('keep a given seed, including 0, and draw a new one otherwise', () => {
    expect(readOptions(['--seed', '0'], quiet).seed).toBe(0);
    expect(readOptions([], quiet).seed).not.toBe(readOptions([], quiet).seed);
  });

  it.each([
    [['--buyers', '20001'], 'a whole number from 1 to 20000'],
    [['--buyers', '0'], 'a whole number from 1 to 20000'],
    [['--tickets', '1.5'], 'a whole number from 1 to 100000'],
    [['--tickets', 'many'], 'a whole number from 1 to 100000'],
    [['--abandon', '1.1'], 'a share from 0 to 1'],
    [['--retry', ''], 'a share from 0 to 1'],
    [['--abandon', '0.6', '--fail-payment', '0.6'], 'together at most 1'],
    [['--wave-size', '1', '--wave-interval', '60000'], 'choose larger or quicker waves'],
    [['--byers', '5'], "unknown option '--byers'"],
    [['500'], 'too many arguments'],
  ])('refuses %j and says why', (args, why) => {
    expect(errorOf(...args)).toContain(why);
  });
});
