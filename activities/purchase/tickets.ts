import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { inGroups } from '../../codes.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford's base 32: nothing that is read as something else

/** A ticket code that cannot be guessed: 80 random bits as four groups of four characters. */
export function ticketCode(): string {
  const characters = [...randomBytes(16)].map((byte) => alphabet[byte % 32]).join('');
  return inGroups(characters);
}

/**
 * The signature beside a code in the QR picture, by which a scanner tells our codes from others: HMAC-SHA256,
 * base64url.
 */
export const signTicket = (code: string, key: string) => createHmac('sha256', key).update(code).digest('base64url');

/** New tickets, as the columns that `issue_tickets` takes. */
export function makeTickets(
  quantity: number,
  signingKey: string,
): { ids: string[]; codes: string[]; signatures: string[] } {
  const codes = Array.from({ length: quantity }, ticketCode);
  return { ids: codes.map(() => randomUUID()), codes, signatures: codes.map((code) => signTicket(code, signingKey)) };
}
