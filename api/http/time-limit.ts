import type { MiddlewareHandler } from 'hono';
import type { Env } from './env.ts';

/** How much later than its time a request may be refused. */
const LOOK_EVERY_MS = 100;

/**
 * Refuses what takes longer than `withinMs` by throwing what `late` makes. One timer looks after all requests, the
 * oldest first: a timer and a race for each request would cost as much as its route.
 */
export function timeLimit(withinMs: number, late: () => Error): MiddlewareHandler<Env> {
  const underWay = new Set<{ until: number; refuse: (failure: Error) => void }>();
  let timer: NodeJS.Timeout | undefined;

  function refuseLate(): void {
    const now = performance.now();
    for (const request of underWay) {
      if (request.until > now) return;
      underWay.delete(request);
      request.refuse(late());
    }
    clearInterval(timer);
    timer = undefined;
  }

  return (_c, next) =>
    new Promise<void>((resolve, refuse) => {
      const request = { until: performance.now() + withinMs, refuse };
      underWay.add(request);
      timer ??= setInterval(refuseLate, LOOK_EVERY_MS).unref();
      void next()
        .then(resolve, refuse)
        .then(() => underWay.delete(request));
    });
}
