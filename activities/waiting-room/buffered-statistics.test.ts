import { Hono } from 'hono';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { Journal } from '../ports.ts';
import { onError, Problem } from '../../api/http/problems.ts';
import type { Env } from '../../api/http/routing.ts';
import { saleTally } from './buffered-statistics.ts';

type Note = Parameters<Journal['note']>;

function tallied(note: Journal['note'] = async () => undefined) {
  const notes: Note[] = [];
  const journal = { note: async (...noted: Note) => (notes.push(noted), note(...noted)) } as Journal;
  return { notes, tally: saleTally(journal, pino({ level: 'silent' })) };
}

it('makes one note of everything that happened at an event', async () => {
  const { notes, tally } = tallied();
  for (let i = 0; i < 500; i += 1) tally.arrived('a', i < 100);
  tally.arrived('b', false);
  await tally.flush();
  expect(notes).toEqual([
    ['a', { arrivals: 500, admissions: 100, refusals: {} }],
    ['b', { arrivals: 1, admissions: 0, refusals: {} }],
  ]);
  await tally.flush();
  expect(notes).toHaveLength(2);
});

it('counts why a route refused, whatever in it refused, and nothing where it did not', async () => {
  const { notes, tally } = tallied();
  const app = new Hono<Env>().get('/events/:id', tally.refusals, (c) => {
    if (c.req.query('full')) throw new Problem(409, 'sold_out');
    return c.text('welcome');
  });
  app.onError(onError);
  for (const path of ['/events/A', '/events/A?full=1', '/events/a?full=1']) await app.request(path);
  await tally.flush();
  expect(notes).toEqual([['a', { arrivals: 0, admissions: 0, refusals: { sold_out: 2 } }]]);
});

it('grows with no number of made-up events, and outlives a journal that is away', async () => {
  const { notes, tally } = tallied(async () => Promise.reject(new Error('away')));
  for (let i = 0; i < 5_000; i += 1) tally.arrived(`event-${i}`, false);
  await tally.flush();
  expect(notes).toHaveLength(1_000);
});
