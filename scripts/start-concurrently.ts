type Start<Result> = (signal: AbortSignal) => Promise<Result>;

/**
 * Runs several starts at once. When one fails, the signal of the others is aborted. Rejects with the first failure, and
 * only after every start has settled, so that nothing is still starting afterwards.
 */
export async function startConcurrently<Starts extends Start<unknown>[]>(
  signal: AbortSignal,
  ...starts: Starts
): Promise<{ [Index in keyof Starts]: Awaited<ReturnType<Starts[Index]>> }> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const outcomes = await Promise.allSettled(
    starts.map((start) =>
      start(either).catch((error: unknown) => {
        failure.abort(error);
        throw error;
      }),
    ),
  );
  either.throwIfAborted();
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as {
    [Index in keyof Starts]: Awaited<ReturnType<Starts[Index]>>;
  };
}
