import { seededRandom } from '../../tools/crowd/persona.ts';
import { stores, users, type Arena, type Store, type User } from './arena.ts';

/** One fault of a schedule: at `at` ms it happens, `lasts` ms later it is over. */
export type Fault = { at: number; lasts: number } & (
  | { kind: 'kill' | 'freeze'; part: Store | User }
  | { kind: 'cut' | 'slow' | 'silence'; from: User; to: Store }
);

const parts = [...stores, ...users];

/** Every process is killed once, in an order and for a time that the seed gives, with other faults in between. The same seed gives the same schedule. */
export function planFaults(
  seed: number,
  { windowMs, kills = parts.length, others = 4 }: { windowMs: number; kills?: number; others?: number },
): Fault[] {
  const random = seededRandom(seed);
  const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)]!;
  const between = (least: number, most: number) => Math.round(least + random() * (most - least));
  const order = parts.map((part) => ({ part, rank: random() })).toSorted((one, other) => one.rank - other.rank);
  const killed = order
    .slice(0, kills)
    .map(({ part }, i): Fault => ({
      kind: 'kill',
      part,
      at: Math.round(((i + random() / 2) * windowMs) / kills),
      lasts: between(200, 2_500),
    }));
  const more = Array.from({ length: others }, (): Fault => {
    const when = { at: between(0, windowMs * 0.9), lasts: between(300, 3_000) };
    const kind = pick(['freeze', 'cut', 'slow', 'silence'] as const);
    return kind === 'freeze'
      ? { kind, part: pick(parts), ...when }
      : { kind, from: pick(users), to: pick(stores), ...when };
  });
  return [...killed, ...more].toSorted((one, other) => one.at - other.at);
}

export const describeFault = (fault: Fault) =>
  `${(fault.at / 1_000).toFixed(1)} s: ${fault.kind} ${'part' in fault ? fault.part : `${fault.from}→${fault.to}`} for ${(fault.lasts / 1_000).toFixed(1)} s`;

/** Does one fault and, when its time is over, ends it. */
export async function commit(arena: Arena, fault: Fault, pause: (ms: number) => Promise<void>): Promise<void> {
  await pause(fault.at);
  if ('part' in fault) {
    const part = arena.parts[fault.part];
    if (fault.kind === 'kill') await part.kill();
    else part.freeze();
    await pause(fault.lasts);
    // What a process needs to start may be down itself: then it is started when everything is healed.
    if (fault.kind === 'kill') await part.start().catch(() => undefined);
    else part.thaw();
    return;
  }
  const link = arena.links[fault.from][fault.to];
  if (fault.kind === 'cut') await link.cut();
  else if (fault.kind === 'slow') await link.slow(1_500);
  else await link.silence(fault.at % 2 === 0 ? 'upstream' : 'downstream');
  await pause(fault.lasts);
  await link.mend();
}
