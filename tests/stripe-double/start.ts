import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStripeMock } from '../../scripts/components/stripe-mock.ts';
import { freePort } from '../../scripts/ports.ts';
import { stripeDouble } from './client.ts';
import { startStripeDouble, type DoublePlan } from './double.ts';

/** Starts a double with its stripe-mock, on free ports. */
export async function startStripe(plan: Partial<DoublePlan> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'ticketdrop-stripe-'));
  const mock = await startStripeMock({ dataDir, port: await freePort(), report: () => undefined });
  const secretKey = plan.secretKey ?? 'sk_test_double';
  const double = await startStripeDouble({ port: await freePort(), mockUrl: mock.url, ...plan, secretKey });
  return {
    ...stripeDouble(double.url),
    secretKey,
    async stop() {
      await Promise.all([double.stop(), mock.running.stop()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
