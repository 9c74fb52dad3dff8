import { describe, expect, it } from 'vitest';
import { pathToFileURL } from 'node:url';
import { summarizeProfile } from './profile.ts';

const node = (id: number, functionName: string, url = '') => ({ id, callFrame: { functionName, url } });
const inPackage = pathToFileURL('node_modules/@scope/name/dist/index.js').href;

describe('the summary of a CPU profile', () => {
  it('shares the time of work out to packages and functions, the waiting left out', () => {
    const summary = summarizeProfile('API', {
      nodes: [
        node(1, '(idle)'),
        node(2, 'parse', inPackage),
        node(3, 'reserve', pathToFileURL('api/purchase/reserve.ts').href),
        node(4, '(garbage collector)'),
      ],
      samples: [1, 2, 2, 3, 4],
      timeDeltas: [50_000, 2_000, 4_000, 3_000, 1_000],
    });
    expect(summary).toContain('# API: 10 ms of work');
    expect(summary).toContain('| 60.0 % | 6 ms | @scope/name |\n| 30.0 % | 3 ms | api |\n| 10.0 % | 1 ms | (garbage');
    expect(summary).toContain('| 60.0 % | 6 ms | parse @scope/name/dist/index.js |');
    expect(summary).toContain('| 30.0 % | 3 ms | reserve api/purchase/reserve.ts |');
  });
});
