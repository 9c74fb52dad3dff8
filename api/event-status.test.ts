import { describe, expect, it } from 'vitest';
import { requireStatusChange } from './event-status.ts';
import { Problem } from './problems.ts';

describe('the status of an event', () => {
  it.each([
    ['draft', 'scheduled'], ['draft', 'on_sale'], ['scheduled', 'draft'], ['on_sale', 'closed'], ['closed', 'on_sale'], ['on_sale', 'canceled'], ['canceled', 'canceled'],
  ] as const)('may go from %s to %s', (from, to) => {
    expect(() => requireStatusChange(from, to)).not.toThrow();
  });

  it.each([['canceled', 'on_sale'], ['canceled', 'draft'], ['on_sale', 'draft'], ['closed', 'draft'], ['draft', 'closed']] as const)('never goes from %s to %s', (from, to) => {
    expect(() => requireStatusChange(from, to)).toThrow(Problem);
  });
});
