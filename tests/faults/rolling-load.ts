import { randomUUID } from 'node:crypto';
import { caller, eventually, type Answer, type Buyer, type Call } from '../harness.ts';

/**
 * Buyers who buy one ticket after another. As behind a load balancer, a request goes to any API that accepts the
 * connection, and a refused connection does not count. A connection that breaks later is a failed request, as is every
 * answer but a 2xx.
 */
export function rollingLoad({ urls, eventId, buyers }: { urls: string[]; eventId: string; buyers: Buyer[] }) {
  const clients = urls.map((url) => caller(url));
  const failed: string[] = [];
  let [turn, answered, bought, stopping] = [0, 0, 0, false];

  async function ask(path: string, call: Call): Promise<Answer> {
    turn += 1;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await clients[(turn + attempt) % clients.length]!(path, call);
      } catch (broken) {
        if ((broken as { code?: string }).code !== 'ECONNREFUSED' || attempt > 2 * clients.length) throw broken;
      }
    }
  }

  async function send(path: string, call: Call): Promise<Answer | undefined> {
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
    const tiers = await send(`/events/${eventId}`, {});
    const tier_id = tiers?.body.tiers[0].id as string;
    while (!stopping) {
      await send(`/events/${eventId}/waiting-room/status?token=${one.token}`, {});
      const held = await send(`/events/${eventId}/reservations`, {
        method: 'POST',
        headers,
        body: { tier_id, quantity: 1, token: one.token },
      });
      if (held?.status !== 201) continue;
      const session = await send('/checkout/sessions', {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': randomUUID() },
        body: { reservation_id: held.body.id },
      });
      if (!session || session.status >= 300) continue;
      const paid = await send('/checkout/confirm', {
        method: 'POST',
        headers,
        body: { checkout_id: session.body.id, simulate: 'success' },
      });
      if (paid?.status === 201 || paid?.status === 200) bought += 1;
    }
  });

  return {
    /** Resolves when this many more requests were answered. */
    async waitForAnswers(requests: number): Promise<void> {
      const before = answered;
      await eventually(
        async () => answered - before,
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
