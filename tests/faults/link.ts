import { setTimeout as pauseFor } from 'node:timers/promises';
import { Toxiproxy } from 'toxiproxy-node-client';

/** The line between two processes, through Toxiproxy. Whatever is done to it, `mend` makes it whole again. */
export type Link = {
  readonly port: number;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Each answer comes this much later. */
  slow(ms: number): Promise<void>;
  /** Nothing arrives any more in this direction, and nobody is told. */
  silence(direction: 'upstream' | 'downstream'): Promise<void>;
  /** Every connection ends with a reset, after it was silent for so long. */
  reset(afterMs?: number): Promise<void>;
  mend(): Promise<void>;
};

export async function makeLink(
  toxiproxyUrl: string,
  { name, port, upstream }: { name: string; port: number; upstream: string },
): Promise<Link> {
  const toxiproxy = new Toxiproxy(toxiproxyUrl);
  const place = { listen: `127.0.0.1:${port}`, upstream };
  await toxiproxy.createProxy({ name, ...place });
  const added = new Set<string>();
  const add = async (
    type: 'latency' | 'timeout' | 'reset_peer',
    stream: 'upstream' | 'downstream',
    attributes: object,
  ) => {
    const toxic = `${type}-${stream}`;
    if (added.has(toxic)) return;
    added.add(toxic);
    await insistently(async () =>
      (await toxiproxy.get(name)).addToxic({ name: toxic, type, stream, toxicity: 1, attributes }),
    );
  };
  return {
    port,
    cut: () => insistently(async () => (await toxiproxy.get(name)).update({ enabled: false, ...place })),
    slow: (ms) => add('latency', 'downstream', { latency: ms, jitter: Math.round(ms / 4) }),
    silence: (direction) => add('timeout', direction, { timeout: 0 }),
    reset: (afterMs = 0) => add('reset_peer', 'downstream', { timeout: afterMs }),
    async mend() {
      for (const toxic of added)
        await insistently(async () => (await (await toxiproxy.get(name)).getToxic(toxic)).remove());
      added.clear();
      await insistently(async () => {
        const proxy = await toxiproxy.get(name);
        if (!proxy.enabled) await proxy.update({ enabled: true, ...place });
      });
    },
  };
}

/** What is in a line whose end is frozen holds a change up: Toxiproxy then says 503 and makes it a little later, and asked again that it is made (404, 409). */
async function insistently(change: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await change();
      return;
    } catch (failure) {
      const status = Number(/status code (\d+)/.exec((failure as Error).message)?.[1]);
      if (attempt > 1 && (status === 404 || status === 409)) return;
      if (status !== 503 || attempt > 10) throw failure;
      await pauseFor(500);
    }
  }
}
