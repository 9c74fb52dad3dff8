import { inGroups } from '../../codes.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import { typedCode } from './order-number.ts';

/** From so many characters on, an order's number is found by its beginning, and so is an e-mail address. */
const NUMBER_FROM = 4;
const EMAIL_FROM = 3;
const NUMBER_LENGTH = 8;
const TICKET_CODE_LENGTH = 16;

/**
 * The ids of the orders that somebody means by `typed`: a number or the code of a ticket, however it is spelled, the
 * beginning of an e-mail address, or words of a name. Each kind has an index of its own.
 */
export function idsMatching(typed: string): Prisma.Sql {
  const code = typedCode(typed);
  const length = code?.length ?? 0;
  const kinds = [Prisma.sql`SELECT id FROM orders WHERE name_words(buyer_name) @@ name_query(${typed})`];
  if (typed.length >= EMAIL_FROM)
    kinds.push(Prisma.sql`
      SELECT id FROM orders WHERE lower(buyer_email) COLLATE "C" >= lower(${typed}::text)
        AND lower(buyer_email) COLLATE "C" <= lower(${typed}::text) || chr(1114111)`);
  if (code !== undefined && length >= NUMBER_FROM && length <= NUMBER_LENGTH) {
    const [first, last] = ['0', 'Z'].map((edge) => code.padEnd(NUMBER_LENGTH, edge));
    kinds.push(Prisma.sql`SELECT id FROM orders WHERE number BETWEEN ${first} AND ${last}`);
  }
  if (code !== undefined && length === TICKET_CODE_LENGTH)
    kinds.push(Prisma.sql`SELECT order_id FROM tickets WHERE code = ${inGroups(code)}`);
  return Prisma.join(kinds, ' UNION ');
}
