import { createHmac, timingSafeEqual } from 'node:crypto';

/** An order, and the number that is raised when the links to it shall end. */
export type LinkedOrder = { id: string; linkNumber: number };

/** What a token looks like, so that a log can leave it out (log-redaction.ts): the order's id, and 128 bits of HMAC. */
const form = /^ord_([\w-]{22})[\w-]{22}$/;

const base64url = (bytes: Buffer) => bytes.toString('base64url');

/**
 * The tokens that open an order on any device, by themselves. The key is derived from the one that signs tickets, so
 * that neither of the two signatures can be taken for the other.
 */
export function orderLinks(signingKey: string) {
  const key = createHmac('sha256', signingKey).update('links to orders').digest();

  function token({ id, linkNumber }: LinkedOrder): string {
    const mac = createHmac('sha256', key).update(`${id}/${linkNumber}`).digest().subarray(0, 16);
    return `ord_${base64url(Buffer.from(id.replaceAll('-', ''), 'hex'))}${base64url(mac)}`;
  }

  return {
    token,

    /** The id of the order that a token names, which says nothing about whether it opens it. */
    orderIdOf(text: string): string | undefined {
      const [, id] = form.exec(text) ?? [];
      if (id === undefined) return undefined;
      return Buffer.from(id, 'base64url')
        .toString('hex')
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    },

    /** Whether a token opens this order. */
    opens(text: string, order: LinkedOrder): boolean {
      const [given, expected] = [Buffer.from(text), Buffer.from(token(order))];
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

export type OrderLinks = ReturnType<typeof orderLinks>;
