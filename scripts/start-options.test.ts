import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { readStartOptions } from './start-options.ts';

describe('the options of npm start', () => {
  it('say how many processes of API and worker there are', () => {
    expect(readStartOptions([])).toEqual({});
    expect(readStartOptions(['--api', '2', '--worker', '8', '--fresh'])).toEqual({ api: 2, worker: 8, fresh: true });
  });

  it.each([
    ['--api', '0'],
    ['--api', 'x'],
    ['--api', '99'],
    ['--worker', '1.5'],
    ['--worker', '-1'],
  ])('refuse %s %s and say what it may be', (...args) => {
    let printed = '';
    expect(() => readStartOptions(args, (text) => (printed += text))).toThrow(CommanderError);
    expect(printed).toContain(`'${args[0]} <count>' argument '${args[1]}' is invalid`);
    expect(printed).toContain('It must be a whole number from 1 to 8.');
  });

  it('explain themselves', () => {
    let printed = '';
    expect(() => readStartOptions(['--help'], (text) => (printed += text))).toThrow(CommanderError);
    expect(printed).toMatch(/--fresh[^]+--api <count>[^]+--worker <count>[^]+\.env\.example/);
  });
});
