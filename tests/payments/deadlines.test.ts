import pMap from 'p-map';
import { expect, it } from 'vitest';
import { cardShop } from './card-shop.ts';
import { expectEveryCent, whenSettled } from './shopping.ts';

const { db, drop, reconcile, reservationOf, stripe, toCheckout } = cardShop();

const PURCHASES = 60;

it('F21 sells or releases what is paid around the deadline, one of the two, and nothing in between', async () => {
  const { buyer, eventId } = await drop({ capacity: PURCHASES, reservation_ttl_seconds: 2 });
  const buyers = await pMap(Array.from({ length: PURCHASES }), () => buyer().enter(), { concurrency: 16 });
  const answers = await pMap(
    buyers,
    async (one, number) => {
      const { id, session, reservationId, intentId } = await toCheckout(one);
      const deadline = Date.parse(session.body.reservation.expires_at);
      // From 60 ms before the deadline to 60 ms after it.
      const at = deadline + (number - PURCHASES / 2) * 2;
      await new Promise((resolve) => setTimeout(resolve, at - Date.now()));
      const [, answer] = await Promise.all([stripe.confirm(intentId), one.outcome(id)]);
      return { answer, reservationId };
    },
    { concurrency: 16 },
  );
  for (const { answer } of answers) expect([200, 201, 202, 409]).toContain(answer.status);
  await whenSettled({ db, reconcile }, eventId);
  await expectEveryCent({ db, stripe }, eventId);
  // What was answered with tickets is sold, and what was refused is not.
  for (const { answer, reservationId } of answers) {
    const { status } = await reservationOf(reservationId);
    if (answer.status < 202) expect(status).toBe('converted');
    if (answer.status === 409) expect(status).toBe('expired');
  }
});
