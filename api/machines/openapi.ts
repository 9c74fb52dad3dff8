import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from '../http/env.ts';
import { sharedBody, type SharedBody } from '../http/shared-answer.ts';
import { links } from './links.ts';

type Document = ReturnType<OpenAPIHono<Env>['getOpenAPI31Document']>;
type Operation = NonNullable<NonNullable<Document['paths']>[string]['get']>;

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const;

/**
 * The description of the whole API, made once from its routes. A route names the refusals of its own; those of what
 * stands in front of every route (bodies, credentials, stores that are away) are added here, where none is forgotten.
 */
export function apiDocument(app: OpenAPIHono<Env>): SharedBody<Document> {
  const registry = app.openAPIRegistry;
  registry.registerComponent('securitySchemes', 'buyer', {
    type: 'apiKey',
    in: 'header',
    name: 'X-User-Id',
    description: 'Names the buyer in demo mode',
  });
  registry.registerComponent('securitySchemes', 'organiser', { type: 'http', scheme: 'bearer' });
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'TicketDrop', version: '1', description: 'Sells tickets that everyone wants at the same second.' },
  });
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of methods) if (item[method]) complete(item[method], method, path);
  }
  return sharedBody(document);
}

function complete(operation: Operation, method: (typeof methods)[number], path: string): void {
  const responses = (operation.responses ??= {});
  for (const status of commonRefusals(operation, method)) responses[status] ??= refused(status);
  for (const { from, status, to, ...link } of links) {
    const answer = responses[status];
    if (from !== `${method.toUpperCase()} ${path}` || !answer || '$ref' in answer) continue;
    const [target = '', targetPath = ''] = to.split(' ');
    const pointer = targetPath.replaceAll('/', '~1');
    answer.links = {
      ...answer.links,
      [to.replaceAll(/\W+/g, '_')]: { operationRef: `#/paths/${pointer}/${target.toLowerCase()}`, ...link },
    };
  }
}

/** The refusals that a request can get before its route sees it, and when a store does not answer. */
function commonRefusals({ parameters = [], security = [], tags }: Operation, method: string): number[] {
  const needs = (scheme: string) => security.some((allowed) => scheme in allowed);
  const mayBeMalformed = parameters.some((parameter) => 'in' in parameter && parameter.in !== 'path');
  return [
    ...(mayBeMalformed || needs('buyer') ? [400] : []),
    ...(needs('buyer') || needs('organiser') ? [401] : []),
    ...(method === 'get' ? [] : [400, 413, 415]),
    ...(tags?.includes('Machines') ? [] : [503]),
  ];
}

const refused = (status: number) =>
  ({
    description: 'Refused',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    ...(status === 503 && { headers: { 'Retry-After': { description: 'In seconds', schema: { type: 'integer' } } } }),
  }) as const;
