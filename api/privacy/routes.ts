import { createRoute } from '@hono/zod-openapi';
import type { Identity } from '../http/identity.ts';
import { answers, json, newRoutes, refusals } from '../http/routing.ts';
import type { BuyerRecords as Records } from './buyers.ts';
import { BuyerPath, BuyerRecords, BuyerSearch, Erased, EraseQuery, FoundBuyers } from './schemas.ts';

type Needs = { identity: Identity; buyerRecords: Records };

/** What is stored of buyers, and its erasure. */
export function privacyRoutes({ identity, buyerRecords }: Needs) {
  const common = {
    tags: ['Privacy'],
    security: [{ organiser: [] }],
    middleware: identity.requires('organise'),
  };
  const find = createRoute({
    ...common,
    method: 'get',
    path: '/admin/buyers/{id}',
    summary: 'What is stored of a buyer',
    request: { params: BuyerPath },
    responses: { 200: answers('How many orders an erasure would touch', BuyerRecords), ...refusals(400, 401, 404) },
  });
  const search = createRoute({
    ...common,
    method: 'post',
    path: '/admin/find-buyers',
    summary: 'The buyers of an e-mail address',
    description: 'In any case of its letters. The address is in the body, because addresses of pages end up in logs.',
    request: { body: { ...json(BuyerSearch), required: true } },
    responses: { 200: answers('Those who ordered with it', FoundBuyers), ...refusals(400, 401) },
  });
  const erase = createRoute({
    ...common,
    method: 'delete',
    path: '/admin/buyers/{id}',
    summary: 'Erase name and e-mail address of a buyer',
    description:
      'From orders, the mails about them and checkouts. What was sold and paid stays, and so do the tickets; links ' +
      'in earlier mails end, and no mail about these orders can be sent any more. Refused with 409 while the buyer ' +
      'is buying (purchase_under_way), or has tickets for an event that is still to come (event_to_come), unless ' +
      'confirmed. A repeat erases nothing more.',
    request: { params: BuyerPath, query: EraseQuery },
    responses: { 200: answers('What was erased', Erased), ...refusals(400, 401, 404, 409) },
  });

  return newRoutes()
    .openapi(find, async (c) => c.json(await buyerRecords.find(c.req.valid('param').id), 200))
    .openapi(search, async (c) => c.json(await buyerRecords.withEmail(c.req.valid('json').email), 200))
    .openapi(erase, async (c) => {
      const { confirm } = c.req.valid('query');
      return c.json(await buyerRecords.erase(c.req.valid('param').id, confirm === 'true'), 200);
    });
}
