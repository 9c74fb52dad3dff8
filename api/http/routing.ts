import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Env } from './env.ts';
import { Problem } from './problems.ts';

/**
 * The pattern of the route that serves a request; undefined where none does. Middleware for everything ends in a star.
 */
export const routePattern = (c: Context<Env>): string | undefined =>
  matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'))?.path;

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>;

/**
 * The problem of a request that the schemas refused, naming every field. Fields that are left out (absent, null or an
 * empty text) are answered differently from fields that are wrong.
 */
export function badFields(data: unknown, issues: Issue[]): Problem {
  const missing = issues
    .filter(({ path }) => path.length > 0 && isEmpty(valueAt(data, path)))
    .map(({ path }) => path.join('.'));
  if (missing.length > 0)
    return new Problem(400, 'Missing required fields', {
      required: missing,
      detail: `Missing: ${missing.join(', ')}.`,
    });
  const detail = issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ');
  return new Problem(400, 'Invalid fields', {
    detail,
    fields: issues.map(({ path }) => path.join('.')).filter(Boolean),
  });
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === '';
const valueAt = (data: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    data,
  );

/** A group of routes. What the schemas refuse becomes a problem that names every field. */
export const newRoutes = () =>
  new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (!result.success) throw badFields('data' in result ? result.data : undefined, result.error.issues);
    },
  });

export const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { 'application/json': { schema } } });

export const answers = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  ...json(schema),
  description,
});

const ProblemDocument = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.union([z.int(), z.string()]),
    detail: z.string(),
    error: z.string(),
  })
  .catchall(z.unknown())
  .openapi('Problem');

const refused = { description: 'Refused', content: { 'application/problem+json': { schema: ProblemDocument } } };

/** The refusals of a route, for its description and for typed clients: RFC 9457 documents that also carry `error`. */
export const refusals = <const Status extends number[]>(...statuses: Status) =>
  Object.fromEntries(statuses.map((status) => [status, refused])) as { [Code in Status[number]]: typeof refused };

const anyUuid = z.uuid();
export const isUuid = (text: string) => anyUuid.safeParse(text).success;
