import { Hono } from 'hono';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { SaleStatistics } from '../../activities/waiting-room/ports.ts';
import type { Env } from '../http/env.ts';
import { onError, Problem } from '../http/problems.ts';
import { statisticsRecorder } from './statistics-recorder.ts';

type Recorded = Parameters<SaleStatistics['record']>;

function recording(record: SaleStatistics['record'] = async () => undefined) {
  const calls: Recorded[] = [];
  const statistics = { record: async (...call: Recorded) => (calls.push(call), record(...call)) };
  return { calls, recorder: statisticsRecorder(statistics, pino({ level: 'silent' })) };
}

it('records everything that happened at an event in one call', async () => {
  const { calls, recorder } = recording();
  for (let i = 0; i < 500; i += 1) recorder.joined('a', i < 100);
  recorder.joined('b', false);
  await recorder.flush();
  expect(calls).toEqual([
    ['a', { arrivals: 500, admissions: 100, refusals: {} }],
    ['b', { arrivals: 1, admissions: 0, refusals: {} }],
  ]);
  await recorder.flush();
  expect(calls).toHaveLength(2);
});

it('counts why a route refused, whatever in it refused, and nothing where it did not', async () => {
  const { calls, recorder } = recording();
  const app = new Hono<Env>().get('/events/:id', recorder.refusals, (c) => {
    if (c.req.query('full')) throw new Problem(409, 'sold_out');
    return c.text('welcome');
  });
  app.onError(onError);
  for (const path of ['/events/A', '/events/A?full=1', '/events/a?full=1']) await app.request(path);
  await recorder.flush();
  expect(calls).toEqual([['a', { arrivals: 0, admissions: 0, refusals: { sold_out: 2 } }]]);
});

it('does not grow with made-up events, and goes on when the statistics cannot be recorded', async () => {
  const { calls, recorder } = recording(async () => Promise.reject(new Error('away')));
  for (let i = 0; i < 5_000; i += 1) recorder.joined(`event-${i}`, false);
  await recorder.flush();
  expect(calls).toHaveLength(1_000);
});
