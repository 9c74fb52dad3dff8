/** One repair takes a few statements, and Postgres gives up a statement after four seconds. */
const WITHIN_MS = 8_000;

/** Runs what may never answer. Rejects when it takes too long, and ignores its late answer. */
export async function withinTime<Value>(run: () => Promise<Value>, ms = WITHIN_MS): Promise<Value> {
  const limit = Math.min(ms, WITHIN_MS);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limit} ms`)), limit);
  });
  try {
    return await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
  }
}
