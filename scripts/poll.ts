import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until the condition is true. @returns false after `withinMs`. Rejects when `signal` aborts. */
export async function until(
  condition: () => Promise<boolean>,
  { withinMs, everyMs = 100, signal }: { withinMs: number; everyMs?: number; signal?: AbortSignal },
): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await sleep(everyMs, undefined, { signal });
  }
  return true;
}

/** Whether a GET of this address returns 200 within two seconds, with `text` in the body when one is given. */
export async function answers(url: string, text = ''): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const body = await response.text();
    return response.status === 200 && body.includes(text);
  } catch {
    return false;
  }
}

/** Whether anything answers at this address within two seconds, whatever it answers. */
export async function answersAtAll(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return true;
  } catch {
    return false;
  }
}
