import { describe, expect, it } from 'vitest';
import { isFull, readOptions } from './options.ts';

describe('npm run bench', () => {
  it('runs every scenario by default', () => {
    const options = readOptions([]);
    expect(options.only).toContain('purchases');
    expect(isFull(options)).toBe(true);
  });

  it('does not count a choice of scenarios or short rounds as a full run', () => {
    expect(readOptions(['--only', 'joins, polls']).only).toEqual(['joins', 'polls']);
    expect(isFull(readOptions(['--only', 'joins']))).toBe(false);
    expect(isFull(readOptions(['--quick']))).toBe(false);
  });

  it('refuses an unknown scenario and names the known ones', () => {
    let output = '';
    expect(() => readOptions(['--only', 'jumps'], (text) => (output += text))).toThrow();
    expect(output).toMatch(/no scenario jumps; there are joins, polls/);
  });

  it('explains each scenario', () => {
    let output = '';
    expect(() => readOptions(['--help'], (text) => (output += text))).toThrow();
    expect(output).toMatch(/expiry +How long/);
  });
});
