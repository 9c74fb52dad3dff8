import { randomUUID } from 'node:crypto';
import { caller, eventually, type Answer, type Buyer, type Call } from '../harness.ts';

/**
 * Buyers who buy one ticket after the other, each request through whichever API takes the connection, as a load balancer does it.
 * A connection that is refused was not a request; one that breaks later is a failed request, and so is every answer but a 2xx.
 */
export function rollingLoad({ urls, eventId, buyers }: { urls: string[]; eventId: string; buyers: Buyer[] }) {
  const doors = urls.map((url) => caller(url));
  const failed: string[] = [];
  let [turn, answered, bought, stopping] = [0, 0, 0, false];

  async function ask(path: string, call: Call): Promise<Answer> {
    turn += 1;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await doors[(turn + attempt) % doors.length]!(path, call);
      } catch (broken) {
        if ((broken as { code?: string }).code !== 'ECONNREFUSED' || attempt > 2 * doors.length) throw broken;
      }
    }
  }

  async function counted(path: string, call: Call): Promise<Answer | undefined> {
    const answer = await ask(path, call).catch(
      (broken: unknown) => void failed.push(`${call.method ?? 'GET'} ${path}: ${String(broken)}`),
    );
    answered += 1;
    if (answer && answer.status >= 300)
      failed.push(`${call.method ?? 'GET'} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer ?? undefined;
  }

  const shopping = buyers.map(async (one) => {
    const headers = { 'x-user-id': one.id };
    const tiers = await counted(`/events/${eventId}`, {});
    const tier_id = tiers?.body.tiers[0].id as string;
    while (!stopping) {
      await counted(`/events/${eventId}/waiting-room/status?token=${one.token}`, {});
      const held = await counted(`/events/${eventId}/reservations`, {
        method: 'POST',
        headers,
        body: { tier_id, quantity: 1, token: one.token },
      });
      if (held?.status !== 201) continue;
      const session = await counted('/checkout/sessions', {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': randomUUID() },
        body: { reservation_id: held.body.id },
      });
      if (!session || session.status >= 300) continue;
      const paid = await counted('/checkout/confirm', {
        method: 'POST',
        headers,
        body: { checkout_id: session.body.id, simulate: 'success' },
      });
      if (paid?.status === 201 || paid?.status === 200) bought += 1;
    }
  });

  return {
    /** Resolves when so many more requests were answered. */
    async goesOn(requests: number): Promise<void> {
      const from = answered;
      await eventually(
        async () => answered - from,
        (more) => more >= requests,
        60_000,
      );
    },
    async stop() {
      stopping = true;
      await Promise.all(shopping);
      return { failed, bought, answered };
    },
  };
}
