import { ServiceError, WorkflowUpdateFailedError } from '@temporalio/client';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { Prisma } from '../../prisma/generated/client.ts';
import { onError, Problem, toProblem, unavailable } from './problems.ts';
import type { Env } from './env.ts';
import { badFields } from './routing.ts';

const prisma = (code: string, originalCode?: string) =>
  new Prisma.PrismaClientKnownRequestError('a query with secrets', {
    code,
    clientVersion: '7',
    meta: { driverAdapterError: { cause: { originalCode } } },
  });
const grpc = (code: number) =>
  new ServiceError('no', { cause: Object.assign(new Error('grpc'), { code, details: '', metadata: {} }) });
const named = (name: string, message = 'no') => Object.assign(new Error(message), { name });

describe('a failure', () => {
  it.each([
    ['Postgres cannot be reached', prisma('P1001')],
    ['Postgres is too slow', prisma('P2039', '57014')],
    ['Postgres is too slow for raw SQL', prisma('P2010', '57014')],
    ['Postgres is shutting down', prisma('P2010', '57P01')],
    ['Postgres has no room', prisma('P2039', '53100')],
    ['transactions got in each other’s way', prisma('P2034', '40001')],
    ['no connection is free', new Error('timeout exceeded when trying to connect')],
    ['Redis is late', new Error('Command timed out')],
    ['Redis is loading', named('ReplyError', 'LOADING Redis is loading the dataset in memory')],
    ['Redis has the wrong kind of key', named('ReplyError', 'WRONGTYPE Operation against a key')],
    ['Temporal is away', grpc(14)],
    ['Temporal is late', grpc(4)],
    ['Temporal is busy', grpc(8)],
    ['a step of the purchase failed', new WorkflowUpdateFailedError('no', undefined)],
  ])('is answered with 503 and Retry-After when %s', (_what, failure) => {
    expect(toProblem(failure)).toMatchObject({ status: 503, headers: { 'Retry-After': '2' } });
  });

  it.each([
    ['a defect', new TypeError('x is undefined')],
    ['wrong SQL', prisma('P2010', '42601')],
    ['a broken rule', prisma('P2002', '23505')],
    ['a bad request to Temporal', grpc(3)],
    ['no error at all', 'oops'],
  ])('is answered with 500 and without internals when it is %s', (_what, failure) => {
    const problem = toProblem(failure);
    expect(problem.status).toBe(500);
    expect(JSON.stringify([problem.message, problem.fields])).not.toMatch(/undefined|secrets|oops/);
  });
});

describe('a problem document', () => {
  const answer = async (problem: Problem) => {
    const app = new Hono<Env>().get('/', () => {
      throw problem;
    });
    app.onError(onError);
    const response = await app.request('/');
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      retryAfter: response.headers.get('retry-after'),
      body: await response.json(),
    };
  };

  it('carries the contract’s error and fields at the top level', async () => {
    expect(
      await answer(
        new Problem(409, 'Not enough tickets available', { available: 1, requested: 2, detail: 'Only 1 is free.' }),
      ),
    ).toEqual({
      status: 409,
      type: 'application/problem+json',
      retryAfter: null,
      body: {
        type: 'about:blank',
        title: 'Conflict',
        status: 409,
        detail: 'Only 1 is free.',
        error: 'Not enough tickets available',
        available: 1,
        requested: 2,
      },
    });
  });

  it('lets a field of the contract win over the standard’s own', async () => {
    expect(await answer(new Problem(409, 'Checkout session is not pending', { status: 'failed' }))).toMatchObject({
      status: 409,
      body: { status: 'failed', title: 'Conflict' },
    });
  });

  it('says when to come back', async () => {
    expect(await answer(unavailable('soon', 3))).toMatchObject({
      status: 503,
      retryAfter: '3',
      body: { detail: 'soon' },
    });
  });
});

describe('bad fields', () => {
  it('are missing when nothing, null or an empty text was given', () => {
    const issues = ['a', 'b', 'c', 'd'].map((name) => ({ path: [name], message: 'no' }));
    expect(badFields({ b: null, c: '', d: 5 }, issues)).toMatchObject({
      status: 400,
      message: 'Missing required fields',
      fields: { required: ['a', 'b', 'c'] },
    });
  });

  it('are invalid when they have the wrong form, and named', () => {
    // An empty text breaks several rules.
    const rules = ['too short', 'nothing can be seen'].map((message) => ({ path: ['reason'], message }));
    expect(badFields({ reason: '' }, rules)).toMatchObject({ fields: { required: ['reason'] } });
    expect(badFields({ reason: ' ' }, rules)).toMatchObject({ fields: { fields: ['reason'] } });
    expect(badFields({ quantity: '2' }, [{ path: ['quantity'], message: 'expected number' }])).toMatchObject({
      message: 'Invalid fields',
      fields: { fields: ['quantity'], detail: 'quantity: expected number' },
    });
    expect(badFields([], [{ path: [], message: 'expected object' }])).toMatchObject({
      message: 'Invalid fields',
      fields: { fields: [], detail: 'body: expected object' },
    });
  });
});
