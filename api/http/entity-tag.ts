import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { Problem } from './problems.ts';

/** The ETag of what clients may change (RFC 9110, 8.8.3): the same for the same values, whoever wrote them. */
export const entityTag = (values: object): string =>
  `"${createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, 22)}"`;

export const ifMatchHeader = z.object({
  'if-match': z
    .string()
    .optional()
    .openapi({ description: 'The `etag` of what was read: the change is refused (412) if somebody changed it since' }),
});

/**
 * @throws Problem 412 with the present values when a client changes what somebody else changed since it was read
 */
export function requireMatch(ifMatch: string | undefined, current: { etag: string }): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  if (ifMatch.split(',').some((known) => known.trim() === current.etag)) return;
  throw new Problem(412, 'changed_meanwhile', {
    detail: 'Somebody else changed this since you read it. Look at the present values, and send your change again.',
    current,
    headers: { ETag: current.etag },
  });
}
