import { typescriptOptions } from './typescript-options.ts';

/**
 * The heap of an API, which needs less than half of it under a crowd. Without a bound V8 lets garbage grow to hundreds
 * of megabytes, by what the machine has (docs/decisions/2026-11-27-memory.md).
 */
const API_HEAP = '--max-old-space-size=512';

/** Node's options for a process of the API or for a worker. */
export const serviceOptions = (service: 'api' | 'worker'): string[] => [
  ...(service === 'api' ? [API_HEAP] : []),
  ...typescriptOptions(),
];
