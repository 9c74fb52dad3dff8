import { expect, it } from 'vitest';
import { planFaults } from './plan.ts';

it('a schedule is the same for the same seed and another for another, and kills every process once', () => {
  const plan = planFaults(7, { windowMs: 10_000 });
  expect(planFaults(7, { windowMs: 10_000 })).toEqual(plan);
  expect(planFaults(8, { windowMs: 10_000 })).not.toEqual(plan);
  expect(plan.flatMap((fault) => (fault.kind === 'kill' ? [fault.part] : [])).toSorted()).toEqual([
    'api',
    'postgres',
    'redis',
    'temporal',
    'worker',
  ]);
});
