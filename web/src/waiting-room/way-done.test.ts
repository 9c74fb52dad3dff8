import { expect, it } from 'vitest';
import { wayDone } from './way-done.ts';

it.each([
  [200, 200, 0],
  [200, 50, 0.75],
  [200, 0, 1],
  [1, 1, 0],
  [0, 0, 1],
  [10, 20, 0],
])('from %i at %i it is %d', (first, position, done) => expect(wayDone(first, position)).toBe(done));
