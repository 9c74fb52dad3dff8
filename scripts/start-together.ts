type Start<Result> = (signal: AbortSignal) => Promise<Result>;

/**
 * Starts several things side by side. When one fails, the others are called off; this rejects, with the first failure,
 * when the last of them has settled, so that nothing is still on its way up afterwards.
 */
export async function together<Starts extends Start<unknown>[]>(
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
