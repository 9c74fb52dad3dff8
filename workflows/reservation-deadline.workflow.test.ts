import { describe, expect, it } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import {
  attemptedSteps,
  intent,
  purchaseWorkflow,
  recordedSteps,
  resultOf,
  successfulPayment,
  TTL_MS,
} from '../tests/purchase-workflow.ts';
import { timeSkipping } from '../tests/time-skipping.ts';
import { checkout, confirm, reservationView } from './messages.ts';

const skipping = timeSkipping();
const { holdSteps, reserve } = purchaseWorkflow(skipping);

describe('the deadline of a reservation', () => {
  it('gives the tickets back when nobody checks out before the deadline', () =>
    skipping.run(holdSteps(), async (context) => {
      const { handle, answer } = await reserve(context);
      expect(await resultOf(handle, 'expired-before-checkout')).toEqual({ state: 'expired' });
      const release = context.calls.at(-1)!;
      expect(release.step).toBe('releaseTickets');
      expect(release.args[2]).toBe('expired');
      const deadline = Date.parse(answer.outcome === 'held' ? answer.expiresAt : '');
      expect(release.at).toBeGreaterThanOrEqual(deadline);
      expect(release.at).toBeLessThan(deadline + 2_000);
    }));

  it('moves the deadline at checkout, and gives the tickets back when nobody pays before the new one', () =>
    skipping.run(holdSteps(), async (context) => {
      const { handle } = await reserve(context);
      const heldAt = await context.now();
      await context.sleep(100_000);
      await handle.executeUpdate(checkout, { args: [intent] });
      expect(await resultOf(handle, 'expired-in-checkout')).toEqual({ state: 'expired' });
      expect(context.calls.at(-1)!.at).toBeGreaterThanOrEqual(heldAt + 100_000 + TTL_MS);
    }));

  it('does not end a hold at its old deadline while an unfinished checkout has already moved it', () => {
    let moved: string | undefined;
    let attempts = 0;
    const openCheckout: Activities['openCheckout'] = async (_id, _buyer, { sessionId }) => {
      moved ??= new Date((await skipping.env.currentTimeMs()) + TTL_MS).toISOString();
      if ((attempts += 1) <= 3) throw new Error('Postgres committed, but the answer was lost');
      await skipping.env.sleep(3_000);
      return { outcome: 'opened', sessionId, expiresAt: moved };
    };
    return skipping.run({ ...holdSteps(), openCheckout }, async (context) => {
      const { handle, answer } = await reserve(context);
      await context.sleep(TTL_MS - 2_000);
      expect(await handle.executeUpdate(checkout, { args: [intent] })).toMatchObject({ outcome: 'opened' });
      expect(await context.now()).toBeGreaterThan(Date.parse(answer.outcome === 'held' ? answer.expiresAt : ''));
      expect((await handle.query(reservationView)).state).toBe('in_checkout');
      expect(await resultOf(handle, 'checkout-at-the-deadline')).toEqual({ state: 'expired' });
      expect(context.calls.at(-1)!.step).toBe('releaseTickets');
      expect(context.calls.at(-1)!.at).toBeGreaterThanOrEqual(Date.parse(moved!));
    });
  });

  it('keeps the hold beyond its deadline while a payment is in doubt, and then issues the tickets', () => {
    let attempts = 0;
    const payForTickets: Activities['payForTickets'] = async () => {
      attempts += 1;
      if (attempts < 40) throw new Error('the provider did not answer');
      return { outcome: 'issued', orderId: 'the order' };
    };
    return skipping.run({ ...holdSteps(), ...successfulPayment, payForTickets }, async (context) => {
      const { handle } = await reserve(context);
      const opened = await handle.executeUpdate(checkout, { args: [intent] });
      const paying = await handle.startUpdate(confirm, { args: [{ simulate: 'success' }], waitForStage: 'ACCEPTED' });
      // Time in this environment passes only while a result is awaited.
      expect(await resultOf(handle, 'payment-in-doubt')).toMatchObject({ state: 'converted' });
      expect(await paying.result()).toMatchObject({ outcome: 'converted' });
      expect(context.calls.at(-1)!.at).toBeGreaterThan(Date.parse(opened.outcome === 'opened' ? opened.expiresAt : ''));
      expect(attemptedSteps(context)).not.toContain('releaseTickets');
    });
  });

  it('has only one end when the payment comes at the instant of the deadline', () =>
    skipping.run({ ...holdSteps(), ...successfulPayment }, async (context) => {
      const { handle } = await reserve(context);
      const opened = await handle.executeUpdate(checkout, { args: [intent] });
      const deadline = Date.parse(opened.outcome === 'opened' ? opened.expiresAt : '');
      await context.sleep(deadline - (await context.now()) - 1);
      const [answer] = await Promise.all([
        handle
          .executeUpdate(confirm, { args: [{ simulate: 'success' }] })
          .catch(() => ({ outcome: 'expired' as const })),
        context.sleep(1),
      ]);
      const view = await resultOf(handle, 'paid-at-the-deadline');
      expect(view.state).toBe(answer.outcome);
      expect(['converted', 'expired']).toContain(view.state);
      const ends = (await recordedSteps(handle)).filter(
        (step) => step === 'payForTickets' || step === 'releaseTickets',
      );
      expect(ends).toEqual([view.state === 'converted' ? 'payForTickets' : 'releaseTickets']);
    }));
});
