import { describe, expect, it } from 'vitest';
import { eventually } from '../harness.ts';
import { cardShop } from './card-shop.ts';

const { admitted, intentBecomes, intentsOf, payments, stripe, toCheckout } = cardShop();

describe('a card', () => {
  it.each(['lost', 'error', 'error_after', 'in_use'] as const)(
    'F16 is charged once when the provider’s first answer to each request is: %s',
    async (fault) => {
      const { ada } = await admitted();
      const operations = ['create', 'read', 'capture'] as const;
      await stripe.faults({ next: operations.map((operation) => ({ operation, fault })) });
      const { id, reservationId, intentId } = await toCheckout(ada);
      await stripe.confirm(intentId);
      await eventually(
        () => ada.ask(`/checkout/sessions/${id}`),
        ({ body }) => body.status === 'completed',
      );
      await eventually(
        () => payments(reservationId),
        ([payment]) => payment?.[0] === 'captured',
      );
      const received = (await intentsOf(reservationId)).map((intent) => intent.amount_received);
      expect(received.reduce((sum, amount) => sum + amount, 0)).toBe(2_500);
    },
  );

  it.each(['lost', 'error', 'error_after', 'in_use'] as const)(
    'F16 is released when the provider’s first answer to that is: %s',
    async (fault) => {
      const { ada, tiers } = await admitted();
      const { reservationId } = await toCheckout(ada);
      await stripe.faults({ next: [{ operation: 'cancel', fault }] });
      await ada.giveBack(reservationId);
      await intentBecomes(reservationId, 'canceled');
      await eventually(tiers, ([tier]) => tier!.held === 0);
    },
  );

  it('F19 that nobody can be asked about is pending, and sold when the provider is back', async () => {
    const { ada } = await admitted();
    const { id, intentId } = await toCheckout(ada);
    await stripe.confirm(intentId, '3ds');
    await stripe.authenticate(intentId, true);
    await stripe.faults({ away: true });
    const unknown = await ada.outcome(id);
    expect([200, 202]).toContain(unknown.status);
    await stripe.faults({});
    await eventually(
      () => ada.ask(`/checkout/sessions/${id}`),
      ({ body }) => body.status === 'completed',
      40_000,
    );
  });
});
