import pMap from 'p-map';
import { describe, expect, it } from 'vitest';
import { eventually } from '../harness.ts';
import { insistOnHold, row, times } from './row.ts';

const { arena, drop } = await row();
const { temporal: server } = arena.parts;

describe('when Temporal is asked for too much', () => {
  const crowd = 200;
  it(`F26 says 503 and when to come back when Temporal takes 20 requests a second and ${crowd} come, and leaves no hold behind`, async () => {
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
    expect((await insistOnHold(() => buyers[0]!.reserve(1), buyers[0]!.mine)).status).toBeLessThan(300);
  }, 240_000);
});
