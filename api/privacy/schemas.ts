import { z } from '@hono/zod-openapi';
import { emailAddress } from '../http/schemas.ts';

/** As a buyer is named in orders: unlike other ids it keeps its capital letters. */
const buyerId = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters')
  .openapi({ param: { name: 'id', in: 'path' }, description: 'The buyer as their orders name them' });
export const BuyerPath = z.object({ id: buyerId });

export const EraseQuery = z.object({
  confirm: z
    .enum(['true', 'false'])
    .default('false')
    .openapi({ description: 'Also while the buyer is buying, or has tickets for an event that is still to come' }),
});
export const BuyerSearch = z.strictObject({ email: emailAddress }).openapi('BuyerSearch');

const records = {
  orders: z.int().openapi({ description: 'All orders of the buyer' }),
  erased: z.int().openapi({ description: 'Of those, how many say nothing of the buyer any more' }),
  to_come: z.int().openapi({ description: 'Orders with valid tickets for an event that has not started' }),
  under_way: z.int().openapi({ description: 'Purchases that are not paid yet' }),
};
export const BuyerRecords = z.object({ id: z.string(), ...records }).openapi('BuyerRecords');
export const FoundBuyers = z
  .object({
    buyers: z.array(BuyerRecords),
    orders: z.int().openapi({ description: 'How many orders an erasure of all of them would touch' }),
  })
  .openapi('FoundBuyers');
export const Erased = z
  .object({
    id: z.string(),
    erased: z.object({
      orders: z.int().openapi({ description: 'Whose name and address are gone, and whose links ended' }),
      mails: z.int().openapi({ description: 'Whose recipient is gone; those still to be sent are not sent' }),
      sessions: z.int().openapi({ description: 'Checkouts whose name and address are gone' }),
      keys: z.int().openapi({ description: 'Idempotency keys, whose fingerprints were made of name and address' }),
    }),
  })
  .openapi('Erased');
