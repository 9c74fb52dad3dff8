/** What a buyer can do about a problem. `retry` repeats the request; `adjust` changes the selection. */
export type ProblemAction = 'retry' | 'join' | 'choose' | 'adjust' | 'checkout' | 'event' | 'events' | 'tickets';

/** What a page says of a problem. */
export type Explanation = { heading: string; text: string; action: ProblemAction };
