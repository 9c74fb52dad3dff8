import { setTimeout as pauseFor } from 'node:timers/promises';
import { Toxiproxy } from 'toxiproxy-node-client';

/** A connection between two processes through Toxiproxy. `restore` ends whatever was done to it. */
export type FaultProxy = {
  readonly port: number;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Delays every answer. */
  slow(ms: number): Promise<void>;
  /** Drops everything in this direction and keeps the connections open. */
  silence(direction: 'upstream' | 'downstream'): Promise<void>;
  /** Ends every connection with a reset, after `afterMs` of silence. */
  reset(afterMs?: number): Promise<void>;
  restore(): Promise<void>;
};

export async function createFaultProxy(
  toxiproxyUrl: string,
  { name, port, upstream }: { name: string; port: number; upstream: string },
): Promise<FaultProxy> {
  const toxiproxy = new Toxiproxy(toxiproxyUrl);
  const addresses = { listen: `127.0.0.1:${port}`, upstream };
  await toxiproxy.createProxy({ name, ...addresses });
  const added = new Set<string>();
  const add = async (
    type: 'latency' | 'timeout' | 'reset_peer',
    stream: 'upstream' | 'downstream',
    attributes: object,
  ) => {
    const toxic = `${type}-${stream}`;
    if (added.has(toxic)) return;
    added.add(toxic);
    await retried(async () =>
      (await toxiproxy.get(name)).addToxic({ name: toxic, type, stream, toxicity: 1, attributes }),
    );
  };
  return {
    port,
    cut: () => retried(async () => (await toxiproxy.get(name)).update({ enabled: false, ...addresses })),
    slow: (ms) => add('latency', 'downstream', { latency: ms, jitter: Math.round(ms / 4) }),
    silence: (direction) => add('timeout', direction, { timeout: 0 }),
    reset: (afterMs = 0) => add('reset_peer', 'downstream', { timeout: afterMs }),
    async restore() {
      for (const toxic of added)
        await retried(async () => (await (await toxiproxy.get(name)).getToxic(toxic)).remove());
      added.clear();
      await retried(async () => {
        const proxy = await toxiproxy.get(name);
        if (!proxy.enabled) await proxy.update({ enabled: true, ...addresses });
      });
    },
  };
}

/**
 * Retries a change. Data that is stuck in front of a frozen process delays it: Toxiproxy then answers 503, makes the
 * change later, and answers the retry with 404 or 409 because the change has been made.
 */
async function retried(change: () => Promise<unknown>): Promise<void> {
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
