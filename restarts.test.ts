import { expect, it } from 'vitest';
import { Restarts } from './restarts.ts';

const running = () => {
  const restarts = new Restarts();
  restarts.served();
  return restarts;
};

it('replaces at once a process that had served for a while, however often', () => {
  const restarts = running();
  for (let at = 0; at < 10; at += 1) expect(restarts.pauseAfter({ servedMs: 10_000, at })).toBe(0);
});

it('waits longer each time for one that ends soon after its start, and gives up after the fifth in a row', () => {
  const restarts = running();
  const pauses = [undefined, 500, undefined, 9_000, undefined].map((servedMs, i) =>
    restarts.pauseAfter({ servedMs, at: i * 20_000 }),
  );
  expect(pauses).toEqual([250, 500, 1_000, 2_000, undefined]);
});

it('begins anew after a quiet minute, so that rare crashes never add up', () => {
  const restarts = running();
  for (let day = 1; day < 20; day += 1)
    expect(restarts.pauseAfter({ servedMs: undefined, at: day * 86_400_000 })).toBe(250);
});

it('gives up at once when none of them has ever served: the reason is the same for all', () => {
  expect(new Restarts().pauseAfter({ servedMs: undefined, at: 0 })).toBeUndefined();
});
