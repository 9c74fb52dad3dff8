import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { readFaultOptions } from './options.ts';

const quietly = () => undefined;

describe('the options of npm run faults', () => {
  it('run every row and ten drops, or a hundred in a night', () => {
    expect(readFaultOptions([])).toEqual({ nightly: false, drops: 10, onlyDrops: false });
    expect(readFaultOptions(['--nightly'])).toMatchObject({ drops: 100 });
    expect(readFaultOptions(['--nightly', '--drops', '3'])).toMatchObject({ drops: 3 });
  });

  it.each([['--seed', 'x'], ['--rows', 'G1'], ['--drops', '-1'], ['--surprise']])('refuse %s %s', (...args) => {
    expect(() => readFaultOptions(args, quietly)).toThrow(CommanderError);
  });
});
