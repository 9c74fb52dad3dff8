import { OpenAPIHono, z, type RouteConfig } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
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
  const missing = namesOf(issues.filter(({ path }) => path.length > 0 && isEmpty(valueAt(data, path))));
  if (missing.length > 0)
    return new Problem(400, 'Missing required fields', {
      required: missing,
      detail: `Missing: ${missing.join(', ')}.`,
    });
  const detail = issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ');
  return new Problem(400, 'Invalid fields', {
    detail,
    fields: namesOf(issues).filter(Boolean),
  });
}

/** Each field once, however many rules it breaks. */
const namesOf = (issues: Issue[]) => [...new Set(issues.map(({ path }) => path.join('.')))];

const isEmpty = (value: unknown) => value === undefined || value === null || value === '';
const valueAt = (data: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    data,
  );

/**
 * A group of routes. What the schemas refuse becomes a problem that names every field. Hono's own validators check
 * bodies; for the rest of a request they would take four promises and a copy of it each, however little there is.
 */
export function newRoutes(options: ConstructorParameters<typeof OpenAPIHono<Env>>[0] = {}) {
  const routes = new OpenAPIHono<Env>({
    ...options,
    defaultHook: (result) => {
      if (!result.success) throw badFields('data' in result ? result.data : undefined, result.error.issues);
    },
  });
  const { openapi } = routes;
  const checkedOnce = ({ middleware = [], ...route }: RouteConfig, ...handler: [Parameters<typeof openapi>[1]]) => {
    routes.openAPIRegistry.registerPath(route);
    const { body, ...rest } = route.request ?? {};
    const before = [middleware].flat();
    return openapi(
      { ...route, hide: true, request: body && { body }, middleware: [...before, ...checksOf(rest)] },
      ...handler,
    );
  };
  routes.openapi = checkedOnce;
  return routes;
}

/** What of a request each of its schemas checks, and how it is read. */
const readers = {
  query: (c: Context<Env>) => (c.req.url.includes('&') ? singled(c.req.queries()) : c.req.query()),
  param: (c: Context<Env>) => c.req.param(),
  header: (c: Context<Env>) => c.req.header(),
};

/** A middleware that checks everything but the body; none where there is nothing to check. */
function checksOf({ query, params, headers }: Omit<NonNullable<RouteConfig['request']>, 'body'>) {
  const checks = Object.entries({ query, param: params, header: headers }).filter(([, schema]) => schema) as [
    keyof typeof readers,
    z.ZodObject,
  ][];
  const check: MiddlewareHandler<Env> = (c, next) => {
    for (const [target, schema] of checks) {
      const given = readers[target](c);
      const result = schema.safeParse(given);
      if (!result.success) throw badFields(given, result.error.issues);
      c.req.addValidatedData(target, result.data);
    }
    return next();
  };
  return checks.length > 0 ? [check] : [];
}

/** The fields of a query; one that is given several times is a list, which no schema takes. */
function singled(fields: Record<string, string[]>): Record<string, string | string[]> {
  const single: Record<string, string | string[]> = Object.create(null);
  for (const [name, values] of Object.entries(fields)) single[name] = values.length === 1 ? values[0]! : values;
  return single;
}

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

const uuidForm = z.core.regexes.uuid();
export const isUuid = (text: string) => uuidForm.test(text);
