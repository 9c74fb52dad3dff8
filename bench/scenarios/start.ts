import { setTimeout as pause } from 'node:timers/promises';
import { nodeProgram } from '../../scripts/components/node-program.ts';
import { startProcess } from '../../scripts/processes.ts';
import { apiProcess, workerProcess } from '../../scripts/services.ts';
import { figure } from '../figure.ts';
import { residentMemory } from '../resident-memory.ts';
import type { ScenarioContext, Scenario } from '../scenario.ts';

const tsx = ['--import', 'tsx'];

const runtimes = [
  { name: 'Node 20 with tsx', version: 20, options: tsx },
  { name: 'Node 24 with tsx', version: 24, options: tsx },
  { name: 'Node 24', version: 24, options: [] },
];

/** After this time nothing of the start is left to do. */
const settleMs = 2_000;

export const start: Scenario = {
  name: 'start',
  about:
    'How long API and worker take from their start until they are ready, and their resident memory two seconds ' +
    'later, child processes included, on Node 20 with the loader tsx, and on Node 24 with and without it',
  async run(bench: ScenarioContext) {
    const { stack, quick, say, signal } = bench;
    const metricsUrl = `http://127.0.0.1:${stack.environment.WORKER_METRICS_PORT}/metrics`;
    const services = [
      { ...apiProcess(stack.environment, stack.apiUrl), file: 'api/main.ts' },
      { ...workerProcess(stack.environment, [metricsUrl]), file: 'worker/main.ts' },
    ];
    await stack.api.stop();
    await stack.worker.stop();
    const programs = new Map<number, string>();
    for (const { version } of runtimes) programs.set(version, await nodeProgram(version, say, signal));

    const rounds = quick ? 1 : 7;
    const found = services.flatMap((service) =>
      runtimes.map((runtime) => ({ service, runtime, readyMs: [] as number[], memory: [] as number[] })),
    );
    // Round 0 fills the caches of tsx and of the file system; it is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      for (const { service, runtime, readyMs, memory } of found) {
        signal.throwIfAborted();
        say(`${service.name} on ${runtime.name}, round ${round} of ${rounds}`);
        const { file, ...plan } = service;
        const since = performance.now();
        const running = await startProcess({
          ...plan,
          dataDir: stack.dataDir,
          command: programs.get(runtime.version)!,
          args: [...runtime.options, file],
          readyEveryMs: 10,
          signal,
        });
        try {
          const took = performance.now() - since;
          await pause(settleMs, undefined, { signal });
          const resident = await residentMemory(running.pid);
          if (round > 0) {
            readyMs.push(took);
            memory.push(resident);
          }
        } finally {
          await running.stop();
        }
      }
    }
    return {
      figures: [
        ...found.map(({ service, runtime, readyMs }) =>
          figure(`${service.name} until ready, ${runtime.name}`, 'ms', readyMs),
        ),
        ...found.map(({ service, runtime, memory }) =>
          figure(`${service.name} in memory, ${runtime.name}`, 'MiB', memory),
        ),
      ],
    };
  },
};
