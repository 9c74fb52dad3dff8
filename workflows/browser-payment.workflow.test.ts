import { describe, expect, it } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import { attemptedSteps, intent, purchaseWorkflow, recordedSteps, resultOf } from '../tests/purchase-workflow.ts';
import { timeSkipping } from '../tests/time-skipping.ts';
import { cancel, checkout, confirm, paymentSettled, reservationView, type PaidFor } from './messages.ts';

const skipping = timeSkipping();
const { holdSteps, reserve } = purchaseWorkflow(skipping);

const issued: PaidFor = { outcome: 'issued', orderId: 'the order' };
const waiting: PaidFor = { outcome: 'waiting', declined: false };

/** A provider that takes cards in the browser, and what it says each time it is asked; the last answer stays. */
function browserSteps(...answers: PaidFor[]): Partial<Activities> {
  const steps = holdSteps();
  let asked = 0;
  return {
    ...steps,
    openCheckout: async (...args) => {
      const opened = await steps.openCheckout!(...args);
      return opened.outcome === 'opened' ? { ...opened, paysInBrowser: true } : opened;
    },
    payForTickets: async () => answers[Math.min(asked++, answers.length - 1)]!,
  };
}

describe('a payment in the browser', () => {
  it('is pending until the provider says that the money is set aside', () =>
    skipping.run(browserSteps(waiting, issued), async (context) => {
      const { handle } = await reserve(context);
      await handle.executeUpdate(checkout, { args: [intent] });
      expect(await handle.executeUpdate(confirm, { args: [{}] })).toEqual({ outcome: 'pending' });
      expect((await handle.query(reservationView)).state).toBe('in_checkout');
      expect(await handle.executeUpdate(confirm, { args: [{}] })).toMatchObject({ outcome: 'converted' });
      expect(await resultOf(handle, 'browser-paid')).toMatchObject({ state: 'converted' });
    }));

  it('is finished by the provider’s word alone when the buyer has closed the page', () =>
    skipping.run(browserSteps(issued), async (context) => {
      const { handle } = await reserve(context);
      await handle.executeUpdate(checkout, { args: [intent] });
      await handle.signal(paymentSettled);
      expect(await resultOf(handle, 'browser-paid-by-signal')).toMatchObject({ state: 'converted' });
      expect(attemptedSteps(context)).not.toContain('releaseTickets');
    }));

  it('keeps the hold when a card is declined, and takes another one in the same try', () =>
    skipping.run(browserSteps({ outcome: 'waiting', declined: true }, issued), async (context) => {
      const { handle } = await reserve(context);
      await handle.executeUpdate(checkout, { args: [intent] });
      expect(await handle.executeUpdate(confirm, { args: [{}] })).toEqual({ outcome: 'card_declined' });
      expect(await handle.executeUpdate(confirm, { args: [{}] })).toMatchObject({ outcome: 'converted' });
      expect(await resultOf(handle, 'browser-declined-then-paid')).toMatchObject({ state: 'converted' });
      const tries = context.calls.filter(({ step }) => step === 'payForTickets');
      expect(tries.map(({ args }) => args.at(-1))).toEqual([1, 1]);
    }));

  it('counts when it was made in the last second before the deadline', () =>
    skipping.run(browserSteps(issued), async (context) => {
      const { handle } = await reserve(context);
      await handle.executeUpdate(checkout, { args: [intent] });
      expect(await resultOf(handle, 'browser-paid-at-the-deadline')).toMatchObject({ state: 'converted' });
      expect(attemptedSteps(context)).not.toContain('releaseTickets');
    }));

  it('keeps no tickets beyond the deadline when the buyer has left it half done', () =>
    skipping.run(browserSteps(waiting), async (context) => {
      const { handle } = await reserve(context);
      await handle.executeUpdate(checkout, { args: [intent] });
      expect(await resultOf(handle, 'browser-abandoned')).toEqual({ state: 'expired' });
      expect((await recordedSteps(handle)).slice(-2)).toEqual(['payForTickets', 'releaseTickets']);
    }));

  it('asks once more when the provider knocks while it is being asked', () => {
    let knock: () => Promise<void>;
    let asked = 0;
    const payForTickets: Activities['payForTickets'] = async () => {
      asked += 1;
      if (asked > 1) return issued;
      await knock();
      return waiting;
    };
    return skipping.run({ ...browserSteps(waiting), payForTickets }, async (context) => {
      const { handle } = await reserve(context);
      knock = () => handle.signal(paymentSettled);
      await handle.executeUpdate(checkout, { args: [intent] });
      await handle.executeUpdate(confirm, { args: [{}] });
      expect((await handle.result()).state).toBe('converted');
      expect(attemptedSteps(context)).not.toContain('releaseTickets');
    });
  });

  it('means nothing to a hold that the buyer has given back', () =>
    skipping.run(browserSteps(waiting), async (context) => {
      const { handle } = await reserve(context);
      await handle.executeUpdate(checkout, { args: [intent] });
      await handle.signal(paymentSettled);
      expect(await handle.executeUpdate(cancel)).toEqual({ outcome: 'canceled' });
      expect(await resultOf(handle, 'browser-canceled')).toEqual({ state: 'canceled' });
      expect(attemptedSteps(context).at(-1)).toBe('releaseTickets');
    }));
});
