import cluster from 'node:cluster';
import { readConfig, secretsOf } from '../config.ts';
import { createLog, logWhatNodePrints } from '../log.ts';
import { processNumber, runProcessGroup } from '../process-group.ts';

logWhatNodePrints(createLog('worker'));
const config = readConfig(process.env);
const log = createLog('worker', config.LOG_LEVEL, secretsOf(config));
logWhatNodePrints(log);

if (cluster.isPrimary && config.WORKER_PROCESSES > 1) {
  await runProcessGroup({
    count: config.WORKER_PROCESSES,
    log,
    variablesOf: (number) => ({ WORKER_METRICS_PORT: String(config.WORKER_METRICS_PORT + number - 1) }),
  });
} else {
  // Whoever only replaces those who end needs none of it.
  const { host } = await import('./host.ts');
  await host(config, cluster.isWorker ? log.child({ number: processNumber() }) : log);
}
