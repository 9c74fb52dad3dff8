import { z } from '@hono/zod-openapi';

/** The form of an IANA name, and not of an offset such as +01:00, which knows no summer time. */
const nameForm = /^[A-Za-z][\w+-]*(\/[\w+-]+)*$/;

/** Whether this process knows the rules of a time zone of that name, aliases included. */
function isTimeZone(name: string): boolean {
  if (!nameForm.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** The IANA name of a time zone in a request. */
export const timeZone = z
  .string()
  .refine(isTimeZone, 'must be the name of a time zone, such as Europe/Berlin')
  .openapi({ pattern: nameForm.source, description: 'An IANA name', example: 'Europe/Berlin' });
