import cluster from 'node:cluster';
import { readConfig, secretsOf } from '../config.ts';
import { createLog, logWhatNodePrints } from '../log.ts';
import { processNumber, runProcessGroup } from '../process-group.ts';
import { relayBetweenSiblings } from './http/siblings.ts';

logWhatNodePrints(createLog('api'));
const config = readConfig(process.env);
const log = createLog('api', config.LOG_LEVEL, secretsOf(config));
logWhatNodePrints(log);

if (cluster.isPrimary && config.API_PROCESSES > 1) {
  relayBetweenSiblings();
  await runProcessGroup({ count: config.API_PROCESSES, log });
} else {
  // Whoever only hands connections on needs none of it.
  const { serve } = await import('./serve.ts');
  await serve(config, cluster.isWorker ? log.child({ number: processNumber() }) : log);
}
