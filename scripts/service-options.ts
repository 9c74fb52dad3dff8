import { typescriptOptions } from './typescript-options.ts';

/**
 * Node's options for API and worker. Each needs less than half of this heap under a crowd. Without a bound V8 lets
 * garbage grow to hundreds of megabytes, by what the machine has (docs/decisions/2026-11-27-memory.md).
 */
export const serviceOptions = (): string[] => ['--max-old-space-size=512', ...typescriptOptions()];
