import threads from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

const ownThread = fileURLToPath(new URL('workflow-thread.mjs', import.meta.url));

/**
 * Lets the SDK run workflows in our thread (workflow-thread.mjs) instead of its own. To be called before a worker is
 * made. With `stackTraces` the query for the stack of a running workflow is answered.
 */
export function useOwnWorkflowThreads(settings: { stackTraces: boolean }): void {
  threads.Worker = class extends threads.Worker {
    constructor(file: string | URL, options?: threads.WorkerOptions) {
      if (String(file).endsWith('workflow-worker-thread.js')) super(ownThread, { ...options, workerData: settings });
      else super(file, options);
    }
  };
}
