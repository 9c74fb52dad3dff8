import pMap from 'p-map';
import { describe, expect, it } from 'vitest';
import { eventually } from '../harness.ts';
import { reserveWithRetry, times } from './client-requests.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { faultStack, drop } = await useFaultStack();
const { temporal: server } = faultStack.processes;

describe('when Temporal is overloaded', () => {
  const crowd = 200;
  it(`F26 answers 503 with Retry-After when ${crowd} buyers exceed Temporal's rate, and leaves no hold`, async () => {
    const { buyer, tiers } = await drop({ capacity: crowd, reservation_ttl_seconds: 4 });
    const buyers = await pMap(
      times(crowd, () => buyer()),
      (one) => one.enter(),
      { concurrency: 40 },
    );
    await server.stop();
    await server.start({ requestsPerSecond: '20' });
    const answers = await Promise.all(buyers.map((one) => one.reserve(1)));
    expect(answers.some(({ status }) => status === 503)).toBe(true);
    for (const { status, headers } of answers) {
      expect([201, 503]).toContain(status);
      if (status === 503) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    for (const { status } of await Promise.all(buyers.map((one) => one.status()))) expect(status).toBe(200);
    await server.stop();
    await server.start();
    await eventually(tiers, ([tier]) => tier!.held === 0, 90_000);
    expect((await reserveWithRetry(() => buyers[0]!.reserve(1), buyers[0]!.mine)).status).toBeLessThan(300);
  }, 240_000);
});
