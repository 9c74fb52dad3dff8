import { setImmediate as soon } from 'node:timers/promises';
import type { Ports } from '../../activities/ports.ts';
import { seededRandom } from '../../tools/crowd/persona.ts';

export class Timeout extends Error {
  override name = 'Timeout';
}

type Call = (...args: unknown[]) => Promise<unknown>;

/** What can go wrong between us and a store or the provider, and how often while things go wrong. */
const faults: [share: number, fault: (call: Call, args: unknown[]) => Promise<unknown>][] = [
  [0.12, async () => Promise.reject(new Timeout('nothing was done'))],
  [0.12, async (call, args) => call(...args).then(() => Promise.reject(new Timeout('it was done, and nobody heard')))],
  [0.12, async (call, args) => call(...args).then(() => call(...args))],
  [0.06, async (call, args) => soon().then(() => call(...args))],
];

/** Decides what happens to each call until the next command; without a seed nothing goes wrong. */
export class Weather {
  #roll: (() => number) | undefined;
  /** How many calls failed since the weather changed, by name. */
  failed = new Map<string, number>();

  change(seed: number): void {
    this.#roll = seed === 0 ? undefined : seededRandom(seed);
    this.failed = new Map();
  }

  async through(name: string, call: Call, args: unknown[]): Promise<unknown> {
    let roll = this.#roll?.() ?? 1;
    const fault = faults.find(([share]) => (roll -= share) < 0)?.[1];
    try {
      return await (fault ? fault(call, args) : call(...args));
    } catch (failure) {
      if (failure instanceof Timeout) this.failed.set(name, (this.failed.get(name) ?? 0) + 1);
      throw failure;
    }
  }
}

/** Ports whose every call goes through the weather. Counters only count. */
export function inWeather(ports: Ports, weather: Weather): Ports {
  const wrapped = (name: string, port: object) =>
    new Proxy(port, {
      get:
        (target, method) =>
        (...args: unknown[]) =>
          weather.through(`${name}.${String(method)}`, Reflect.get(target, method) as Call, args),
    });
  const entries = Object.entries(ports).map(([name, port]) => [name, name === 'counters' ? port : wrapped(name, port)]);
  return Object.fromEntries(entries) as Ports;
}
