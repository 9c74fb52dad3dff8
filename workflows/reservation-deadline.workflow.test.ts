import { describe, expect, it } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import { ended, intent, purchasing, SALE, stepsDecided, stepsOf, TTL_MS } from '../tests/purchasing.ts';
import { timeSkipping } from '../tests/time-skipping.ts';
import { checkout, confirm, reservationView } from './messages.ts';

const skipping = timeSkipping();
const { holding, reserve } = purchasing(skipping);

describe('the deadline of a reservation', () => {
  it('gives the tickets back when nobody checks out before the deadline', () =>
    skipping.run(holding(), async (stage) => {
      const { handle, answer } = await reserve(stage);
      expect(await ended(handle, 'expired-before-checkout')).toEqual({ state: 'expired' });
      const release = stage.calls.at(-1)!;
      expect(release.step).toBe('releaseTickets');
      expect(release.args[2]).toBe('expired');
      const deadline = Date.parse(answer.outcome === 'held' ? answer.expiresAt : '');
      expect(release.at).toBeGreaterThanOrEqual(deadline);
      expect(release.at).toBeLessThan(deadline + 2_000);
    }));

  it('moves the deadline at checkout, and gives the tickets back when nobody pays before the new one', () =>
    skipping.run(holding(), async (stage) => {
      const { handle } = await reserve(stage);
      const heldAt = await stage.now();
      await stage.sleep(100_000);
      await handle.executeUpdate(checkout, { args: [intent] });
      expect(await ended(handle, 'expired-in-checkout')).toEqual({ state: 'expired' });
      expect(stage.calls.at(-1)!.at).toBeGreaterThanOrEqual(heldAt + 100_000 + TTL_MS);
    }));

  it('ends no hold at its old deadline while a checkout is being opened that has moved it already', () => {
    let moved: string | undefined;
    let attempts = 0;
    const openCheckout: Activities['openCheckout'] = async (_id, _buyer, { sessionId }) => {
      moved ??= new Date((await skipping.env.currentTimeMs()) + TTL_MS).toISOString();
      if ((attempts += 1) <= 3) throw new Error('Postgres did it, and nobody heard');
      await skipping.env.sleep(3_000);
      return { outcome: 'opened', sessionId, expiresAt: moved };
    };
    return skipping.run({ ...holding(), openCheckout }, async (stage) => {
      const { handle, answer } = await reserve(stage);
      await stage.sleep(TTL_MS - 2_000);
      expect(await handle.executeUpdate(checkout, { args: [intent] })).toMatchObject({ outcome: 'opened' });
      expect(await stage.now()).toBeGreaterThan(Date.parse(answer.outcome === 'held' ? answer.expiresAt : ''));
      expect((await handle.query(reservationView)).state).toBe('in_checkout');
      expect(await ended(handle, 'checkout-at-the-deadline')).toEqual({ state: 'expired' });
      expect(stage.calls.at(-1)!.step).toBe('releaseTickets');
      expect(stage.calls.at(-1)!.at).toBeGreaterThanOrEqual(Date.parse(moved!));
    });
  });

  it('keeps the hold beyond its deadline while a payment is in doubt, and then issues the tickets', () => {
    let attempts = 0;
    const charge: Activities['charge'] = async () => {
      attempts += 1;
      if (attempts < 40) throw new Error('the provider did not answer');
      return 'captured';
    };
    return skipping.run({ ...holding(), ...SALE, charge }, async (stage) => {
      const { handle } = await reserve(stage);
      const opened = await handle.executeUpdate(checkout, { args: [intent] });
      const paying = await handle.startUpdate(confirm, { args: [{ simulate: 'success' }], waitForStage: 'ACCEPTED' });
      // Only waiting for a result lets the time of this environment pass.
      expect(await ended(handle, 'payment-in-doubt')).toMatchObject({ state: 'converted' });
      expect(await paying.result()).toMatchObject({ outcome: 'converted' });
      expect(stage.calls.at(-1)!.at).toBeGreaterThan(Date.parse(opened.outcome === 'opened' ? opened.expiresAt : ''));
      expect(stepsOf(stage)).not.toContain('releaseTickets');
    });
  });

  it('ends one way only when the payment comes in the instant of the deadline', () =>
    skipping.run({ ...holding(), ...SALE }, async (stage) => {
      const { handle } = await reserve(stage);
      const opened = await handle.executeUpdate(checkout, { args: [intent] });
      const deadline = Date.parse(opened.outcome === 'opened' ? opened.expiresAt : '');
      await stage.sleep(deadline - (await stage.now()) - 1);
      const [answer] = await Promise.all([
        handle
          .executeUpdate(confirm, { args: [{ simulate: 'success' }] })
          .catch(() => ({ outcome: 'expired' as const })),
        stage.sleep(1),
      ]);
      const view = await ended(handle, 'paid-at-the-deadline');
      expect(view.state).toBe(answer.outcome);
      expect(['converted', 'expired']).toContain(view.state);
      const ends = (await stepsDecided(handle)).filter((step) => step === 'issueTickets' || step === 'releaseTickets');
      expect(ends).toEqual([view.state === 'converted' ? 'issueTickets' : 'releaseTickets']);
    }));
});
