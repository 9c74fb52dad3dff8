import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Ports } from '../../activities/ports.ts';
import { seededRandom } from '../../tools/crowd/persona.ts';

export class Timeout extends Error {
  override name = 'Timeout';
}

type Call = (...args: unknown[]) => Promise<unknown>;

/** What can go wrong in a call to a store or the provider, and the share of the calls that it affects. */
const faults: [share: number, fault: (call: Call, args: unknown[]) => Promise<unknown>][] = [
  [0.12, async () => Promise.reject(new Timeout('the request was lost'))],
  [0.12, async (call, args) => call(...args).then(() => Promise.reject(new Timeout('the answer was lost')))],
  [0.12, async (call, args) => call(...args).then(() => call(...args))],
  [0.06, async (call, args) => nextTurn().then(() => call(...args))],
];

/** Decides which fault each call meets. Seed 0 turns the faults off. */
export class FaultInjector {
  #random: (() => number) | undefined;
  /** Number of calls that timed out since the last `reseed`, by `port.method`. */
  timeouts = new Map<string, number>();

  reseed(seed: number): void {
    this.#random = seed === 0 ? undefined : seededRandom(seed);
    this.timeouts = new Map();
  }

  async run(name: string, call: Call, args: unknown[]): Promise<unknown> {
    let roll = this.#random?.() ?? 1;
    const fault = faults.find(([share]) => (roll -= share) < 0)?.[1];
    try {
      return await (fault ? fault(call, args) : call(...args));
    } catch (failure) {
      if (failure instanceof Timeout) this.timeouts.set(name, (this.timeouts.get(name) ?? 0) + 1);
      throw failure;
    }
  }
}

/** Ports whose calls meet the injector's faults. The counters are left out: they call nothing that can fail. */
export function withFaults(ports: Ports, injector: FaultInjector): Ports {
  const wrapped = (name: string, port: object) =>
    new Proxy(port, {
      get: (target, method) => {
        const call: unknown = Reflect.get(target, method);
        if (typeof call !== 'function') return call;
        return (...args: unknown[]) => injector.run(`${name}.${String(method)}`, call as Call, args);
      },
    });
  const entries = Object.entries(ports).map(([name, port]) => [name, name === 'counters' ? port : wrapped(name, port)]);
  return Object.fromEntries(entries) as Ports;
}
