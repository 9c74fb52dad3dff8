import { randomUUID } from 'node:crypto';
import type { Drop } from './organiser.ts';
import { sendAll, type Answered, type Target } from './load/vegeta.ts';
import type { Bench } from './scenario.ts';
import { fillRoom, untilDrained } from './waiting-crowd.ts';

/** As many as the API asks of Temporal at once. */
const atOnce = 12;

export const steps = ['reserve', 'checkout', 'confirm'] as const;
export type Steps = Record<(typeof steps)[number], Answered>;

/** Called around each step, for somebody who counts what happens in it. */
export type Around = (step: keyof Steps, send: () => Promise<Answered>) => Promise<Answered>;
const plainly: Around = (_step, send) => send();

/** Has this many buyers, who have been admitted, reserve one ticket each, then all of them check out, then all of them pay. */
export async function buyAll(
  bench: Bench,
  { eventId, tierId }: Drop,
  buyers: number,
  around: Around = plainly,
): Promise<Steps> {
  const { stack, folder, signal } = bench;
  const crowd = await fillRoom(bench, eventId, buyers);
  await untilDrained(bench, eventId);
  const send = (step: keyof Steps, targets: Target[]) =>
    around(step, () => sendAll({ targets, atOnce, folder, signal }));
  const names = { buyer_id: { in: crowd.map(({ buyerId }) => buyerId) } };

  const reserve = await send(
    'reserve',
    crowd.map(({ buyerId, token }) => ({
      method: 'POST',
      url: `${stack.apiUrl}/events/${eventId}/reservations`,
      headers: { 'X-User-Id': buyerId },
      body: { tier_id: tierId, quantity: 1, token },
    })),
  );
  const held = await stack.db.reservation.findMany({ where: names, select: { id: true, buyer_id: true } });
  const checkout = await send(
    'checkout',
    held.map(({ id, buyer_id }) => ({
      method: 'POST',
      url: `${stack.apiUrl}/checkout/sessions`,
      headers: { 'X-User-Id': buyer_id, 'Idempotency-Key': randomUUID() },
      body: { reservation_id: id },
    })),
  );
  const sessions = await stack.db.checkoutSession.findMany({ where: names, select: { id: true, buyer_id: true } });
  const confirm = await send(
    'confirm',
    sessions.map(({ id, buyer_id }) => ({
      method: 'POST',
      url: `${stack.apiUrl}/checkout/confirm`,
      headers: { 'X-User-Id': buyer_id },
      body: { checkout_id: id, simulate: 'success' },
    })),
  );
  const sold = await stack.db.order.count({ where: names });
  if (sold !== buyers) throw new Error(`${sold} of ${buyers} buyers have an order.`);
  return { reserve, checkout, confirm };
}

/** Sends the same messages to workflows whose activities do nothing. */
export async function messageAll(
  { folder, signal }: Pick<Bench, 'folder' | 'signal'>,
  limitUrl: string,
  purchases: number,
): Promise<Steps> {
  const ids = Array.from({ length: purchases }, () => randomUUID());
  const send = (message: string) =>
    sendAll({
      targets: ids.map((id) => ({ method: 'POST', url: `${limitUrl}/messages/${id}/${message}` })),
      atOnce,
      folder,
      signal,
    });
  return { reserve: await send('hold'), checkout: await send('checkout'), confirm: await send('confirm') };
}

/** What one purchase costs when the machine does nothing else: milliseconds, all three steps. */
export const costOf = (done: Steps): number => steps.reduce((total, step) => total + 1_000 / done[step].perSecond, 0);
