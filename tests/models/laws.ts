import assert from 'node:assert/strict';
import type { Stores } from './stores.ts';

/** What the scripts and functions promise and the model's worlds do not show, because no time runs out in them. */
export type Law = [sentence: string, holds: (stores: Stores) => Promise<void>];

/** That two figures differ by no more than `by`, because time passes while a law is looked at. */
export const near = (actual: number, expected: number, by = 3) =>
  assert.ok(Math.abs(actual - expected) <= by, `${actual} is not about ${expected}`);
