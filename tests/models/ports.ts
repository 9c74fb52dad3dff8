import { connectStorePorts, type StorePorts } from '../../activities/connect.ts';
import { noCounters } from '../../activities/counters.ts';
import type { Ports } from '../../activities/ports.ts';
import { readConfig } from '../../config.ts';
import type { Stores } from './stores.ts';

export const config = readConfig({
  DATABASE_URL: 'postgresql://127.0.0.1',
  REDIS_URL: 'redis://127.0.0.1',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  ADMIN_TOKEN: 'a token of the models',
  TICKET_SIGNING_KEY: 'k'.repeat(32),
});

/** The real ports, which all simulations share. */
export const realPorts = (stores: Stores): StorePorts => connectStorePorts(stores, config);

/**
 * The simulations run purchases only: every other workflow does nothing, and no update is sent through Temporal.
 * Counters are tested elsewhere, because a step may be asked to do the same thing twice here.
 */
export const noWorkflows: Omit<Ports, keyof StorePorts> = {
  entryWorkflows: {
    start: async () => undefined,
    admit: async () => undefined,
    leave: async () => undefined,
    places: async () => [],
    allPlaces: async () => [],
    hadAny: async () => false,
    state: async () => 'running',
    passEnd: async () => undefined,
  },
  purchaseUpdates: {
    hold: async () => ({ outcome: 'busy', retryAfterSeconds: 1 }),
    checkout: async () => ({ outcome: 'over' }),
    confirm: async () => ({ outcome: 'over' }),
    cancel: async () => ({ outcome: 'over' }),
    paymentSettled: async () => undefined,
  },
  purchaseWorkflows: {
    running: async () => new Set(),
    state: async () => 'unknown',
    requestCancel: async () => undefined,
    adopt: async () => false,
    terminate: async () => undefined,
  },
  mailWorkflows: { start: async () => undefined },
  saleWorkflows: {
    start: async () => undefined,
    signal: async () => undefined,
    wake: async () => undefined,
    running: async () => new Set(),
  },
  refundWorkflows: { start: async () => false, wake: async () => undefined },
  workflowTasks: { failing: async () => [] },
  counters: noCounters,
};
