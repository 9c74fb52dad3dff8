import { seededRandom } from '../../tools/crowd/persona.ts';
import { services, type FaultStack, type Service } from './fault-stack.ts';
import { stores, type Store } from './store-processes.ts';

/** One fault of a schedule; `at` and `lasts` are in milliseconds. */
export type Fault = { at: number; lasts: number } & (
  | { kind: 'kill' | 'freeze'; process: Store | Service }
  /** One process of a group, which starts another in its place. */
  | { kind: 'kill one of'; process: Service }
  | { kind: 'cut' | 'slow' | 'silence'; from: Service; to: Store }
);

const allProcesses = [...stores, ...services];

/**
 * Kills each process at most once, with other faults in between. The seed decides order, times and durations: the same
 * seed gives the same schedule.
 */
export function scheduleFaults(
  seed: number,
  { windowMs, kills = allProcesses.length, others = 4 }: { windowMs: number; kills?: number; others?: number },
): Fault[] {
  const random = seededRandom(seed);
  const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)]!;
  const between = (least: number, most: number) => Math.round(least + random() * (most - least));
  const order = allProcesses
    .map((process) => ({ process, rank: random() }))
    .toSorted((one, other) => one.rank - other.rank);
  const killFaults = order.slice(0, kills).map(({ process }, i): Fault => ({
    kind: 'kill',
    process,
    at: Math.round(((i + random() / 2) * windowMs) / kills),
    lasts: between(200, 2_500),
  }));
  const otherFaults = Array.from({ length: others }, (): Fault => {
    const when = { at: between(0, windowMs * 0.9), lasts: between(300, 3_000) };
    const kind = pick(['freeze', 'cut', 'slow', 'silence'] as const);
    return kind === 'freeze'
      ? { kind, process: pick(allProcesses), ...when }
      : { kind, from: pick(services), to: pick(stores), ...when };
  });
  return [...killFaults, ...otherFaults].toSorted((one, other) => one.at - other.at);
}

export function describeFault(fault: Fault): string {
  const target = 'process' in fault ? fault.process : `${fault.from}→${fault.to}`;
  return `${seconds(fault.at)} s: ${fault.kind} ${target} for ${seconds(fault.lasts)} s`;
}

const seconds = (ms: number) => (ms / 1_000).toFixed(1);

/** Runs one fault from its start to its end. `pause` waits for that many milliseconds. */
export async function runFault(
  { processes, proxies }: FaultStack,
  fault: Fault,
  pause: (ms: number) => Promise<void>,
): Promise<void> {
  await pause(fault.at);
  if ('process' in fault) {
    const target = processes[fault.process];
    if (fault.kind === 'kill') await target.kill();
    else if (fault.kind === 'kill one of') target.killChild();
    else target.freeze();
    await pause(fault.lasts);
    // A process that cannot start, because a store is down as well, is started when all faults end.
    if (fault.kind === 'kill') await target.start().catch(() => undefined);
    else if (fault.kind === 'freeze') target.thaw();
    return;
  }
  const proxy = proxies[fault.from][fault.to];
  if (fault.kind === 'cut') await proxy.cut();
  else if (fault.kind === 'slow') await proxy.slow(1_500);
  else await proxy.silence(fault.at % 2 === 0 ? 'upstream' : 'downstream');
  await pause(fault.lasts);
  await proxy.restore();
}
