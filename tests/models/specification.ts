import assert from 'node:assert/strict';
import type { Stores } from './stores.ts';

/** What a script or function must do. It covers what the simulations cannot show, because nothing expires in them. */
export type Specification = [title: string, check: (stores: Stores) => Promise<void>];

/** Asserts that two numbers differ by at most `tolerance`, because time passes during a check. */
export const assertNear = (actual: number, expected: number, tolerance = 3) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not about ${expected}`);
