import { asProblem } from '../http/problem.ts';
import type { ProblemAction } from './problem-explanation.ts';
import { problemRules } from './problem-rules.ts';

/** A problem in plain words. `waitSeconds` is how long `retry` must wait. */
export type ProblemText = { heading: string; text: string; action: ProblemAction; waitSeconds?: number };

/** A thrown problem as a buyer should read it, with the next step. */
export function problemText(thrown: unknown): ProblemText {
  const problem = asProblem(thrown);
  const text = problemRules.find((rule) => rule.when(problem))?.explain(problem) ?? {
    heading: 'That did not work',
    text: `The server said: ${problem.message}`,
    action: 'event',
  };
  return problem.retryAfterSeconds === undefined ? text : { ...text, waitSeconds: problem.retryAfterSeconds };
}
