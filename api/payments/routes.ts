import { createRoute, z } from '@hono/zod-openapi';
import { answers, newRoutes, refusals } from '../http/routing.ts';
import type { Webhook } from './webhook.ts';

const Received = z.object({ received: z.literal(true) }).openapi('Received');

/** Where the payment provider tells what happened. Its signature is checked over the bytes as they came. */
export function paymentRoutes({ webhook }: { webhook: Webhook }) {
  const receive = createRoute({
    method: 'post',
    path: '/webhooks/stripe',
    tags: ['Payments'],
    summary: 'What Stripe tells about payments',
    request: { headers: z.object({ 'stripe-signature': z.string().default('') }) },
    responses: { 200: answers('Handled, now or before', Received), ...refusals(400, 404, 503) },
  });
  return newRoutes().openapi(receive, async (c) => {
    await webhook.receive(await c.req.text(), c.req.valid('header')['stripe-signature']);
    return c.json({ received: true as const }, 200);
  });
}
