import { expect, it } from 'vitest';
import { scheduleFaults } from './fault-schedule.ts';

it('a fault schedule depends on the seed alone and kills every process once', () => {
  const schedule = scheduleFaults(7, { windowMs: 10_000 });
  expect(scheduleFaults(7, { windowMs: 10_000 })).toEqual(schedule);
  expect(scheduleFaults(8, { windowMs: 10_000 })).not.toEqual(schedule);
  expect(schedule.flatMap((fault) => (fault.kind === 'kill' ? [fault.process] : [])).toSorted()).toEqual([
    'api',
    'postgres',
    'redis',
    'temporal',
    'worker',
  ]);
});
