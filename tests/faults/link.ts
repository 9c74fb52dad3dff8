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

export async function makeLink(toxiproxyUrl: string, { name, port, upstream }: { name: string; port: number; upstream: string }): Promise<Link> {
  const toxiproxy = new Toxiproxy(toxiproxyUrl);
  const place = { listen: `127.0.0.1:${port}`, upstream };
  await toxiproxy.createProxy({ name, ...place });
  const added = new Set<string>();
  const add = async (type: 'latency' | 'timeout' | 'reset_peer', stream: 'upstream' | 'downstream', attributes: object) => {
    const toxic = `${type}-${stream}`;
    if (added.has(toxic)) return;
    added.add(toxic);
    await (await toxiproxy.get(name)).addToxic({ name: toxic, type, stream, toxicity: 1, attributes });
  };
  return {
    port,
    cut: async () => void (await (await toxiproxy.get(name)).update({ enabled: false, ...place })),
    slow: (ms) => add('latency', 'downstream', { latency: ms, jitter: Math.round(ms / 4) }),
    silence: (direction) => add('timeout', direction, { timeout: 0 }),
    reset: (afterMs = 0) => add('reset_peer', 'downstream', { timeout: afterMs }),
    async mend() {
      const proxy = await toxiproxy.get(name);
      for (const toxic of added) await (await proxy.getToxic(toxic)).remove();
      added.clear();
      if (!proxy.enabled) await proxy.update({ enabled: true, ...place });
    },
  };
}
