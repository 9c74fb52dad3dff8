import { expect } from 'vitest';
import type { Answer } from '../../harness.ts';

/** Asserts that an answer is a problem document. @returns the answer. */
export function expectProblem(answer: Answer): Answer {
  expect(String(answer.headers['content-type'])).toContain('application/problem+json');
  expect(answer.body).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status: answer.status,
    error: expect.any(String),
  });
  return answer;
}
