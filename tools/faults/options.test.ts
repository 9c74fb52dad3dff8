import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { readFaultOptions } from './options.ts';

const discard = () => undefined;

describe('the options of npm run faults', () => {
  it('are every row and ten drops; --nightly means a hundred drops and 10,000 seeds for the models', () => {
    expect(readFaultOptions([])).toEqual({ nightly: false, drops: 10, onlyDrops: false, models: 0, onlyModels: false });
    expect(readFaultOptions(['--nightly'])).toMatchObject({ drops: 100, models: 10_000 });
    expect(readFaultOptions(['--only-models'])).toMatchObject({ models: 10_000, onlyModels: true });
    expect(readFaultOptions(['--nightly', '--models', '3'])).toMatchObject({ models: 3 });
    expect(readFaultOptions(['--nightly', '--drops', '3'])).toMatchObject({ drops: 3 });
  });

  it.each([['--seed', 'x'], ['--rows', 'G1'], ['--drops', '-1'], ['--models', 'many'], ['--surprise']])(
    'refuse %s %s',
    (...args) => {
      expect(() => readFaultOptions(args, discard)).toThrow(CommanderError);
    },
  );
});
