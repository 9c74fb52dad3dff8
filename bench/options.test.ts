import { describe, expect, it } from 'vitest';
import { isFull, readOptions } from './options.ts';

describe('npm run bench', () => {
  it('runs everything when nothing is said', () => {
    const options = readOptions([]);
    expect(options.only).toContain('purchases');
    expect(isFull(options)).toBe(true);
  });

  it('takes a choice of scenarios for less than a full run, and short rounds too', () => {
    expect(readOptions(['--only', 'joins, polls']).only).toEqual(['joins', 'polls']);
    expect(isFull(readOptions(['--only', 'joins']))).toBe(false);
    expect(isFull(readOptions(['--quick']))).toBe(false);
  });

  it('refuses a scenario that is not there and names those that are', () => {
    let said = '';
    expect(() => readOptions(['--only', 'jumps'], (text) => (said += text))).toThrow();
    expect(said).toMatch(/no scenario jumps; there are joins, polls/);
  });

  it('explains each scenario', () => {
    let said = '';
    expect(() => readOptions(['--help'], (text) => (said += text))).toThrow();
    expect(said).toMatch(/expiry +How long/);
  });
});
