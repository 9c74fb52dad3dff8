import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { readCheckOptions } from './check-options.ts';

describe('the options of npm run check', () => {
  it('name other versions of Node, each once', () => {
    expect(readCheckOptions([])).toEqual({ node: [] });
    expect(readCheckOptions(['--node', '24', '--node', '26', '--node', '24'])).toEqual({ node: [24, 26] });
  });

  it.each([['--node', '19'], ['--node', '24.1'], ['--node', 'newest'], ['--node'], ['--surprise'], ['24']])(
    'refuse %s %s in one sentence',
    (...args) => {
      let printed = '';
      expect(() => readCheckOptions(args, (text) => (printed += text))).toThrow(CommanderError);
      expect(printed.trim().split('\n')).toHaveLength(1);
    },
  );

  it('explain themselves', () => {
    let printed = '';
    expect(() => readCheckOptions(['--help'], (text) => (printed += text))).toThrow(CommanderError);
    expect(printed).toMatch(/--node <version>[^]+20, 22, 24, 26[^]+TICKETDROP_CACHE/);
  });
});
