import type { Problem } from '../http/problem.ts';

/** What a buyer can do about a problem. `retry` repeats the request; `adjust` changes the selection. */
export type ProblemAction = 'retry' | 'join' | 'choose' | 'adjust' | 'checkout' | 'event' | 'events' | 'tickets';

/** What a page says of a problem. */
export type Explanation = { heading: string; text: string; action: ProblemAction };

/** What is said of the problems to which a condition applies. */
export type ProblemRule = { when: (problem: Problem) => boolean; explain: (problem: Problem) => Explanation };

/** A condition: the problem has one of these codes. */
export const hasCode =
  (...codes: string[]) =>
  (problem: Problem) =>
    codes.includes(problem.code);
