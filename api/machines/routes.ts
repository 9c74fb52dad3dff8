import { createRequire } from 'node:module';
import { dirname, relative } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { createRoute, z } from '@hono/zod-openapi';
import type { Connections } from '../../activities/connect.ts';
import type { ApiMetrics } from '../http/metrics.ts';
import { answers, newRoutes } from '../http/routing.ts';
import { checkStores } from './availability.ts';

const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const docsPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>TicketDrop API</title><link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script>
</body>
</html>`;
const startDocs = "SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true });";

const health = createRoute({
  method: 'get',
  path: '/health',
  tags: ['Machines'],
  summary: 'The process lives',
  responses: { 200: answers('Alive', z.object({ status: z.literal('ok') })) },
});
const Part = z.enum(['up', 'down']);
const Ready = z.object({
  status: z.enum(['ready', 'not_ready']),
  checks: z.object({ database: Part, redis: Part, temporal: Part }),
});
const ready = createRoute({
  method: 'get',
  path: '/health/ready',
  tags: ['Machines'],
  summary: 'Everything it needs answers',
  responses: { 200: answers('Ready', Ready), 503: answers('Something is down', Ready) },
});
const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['Machines'],
  summary: 'Prometheus metrics of API and worker',
  responses: { 200: { description: 'Exposition text' } },
});

/** Health, metrics and documentation. */
export const machineRoutes = ({ metrics, ...connections }: Connections & { metrics: ApiMetrics }) =>
  newRoutes()
    .openapi(health, (c) => c.json({ status: 'ok' as const }, 200))
    .openapi(ready, async (c) => {
      const checks = await checkStores(connections);
      const allUp = Object.values(checks).every((part) => part === 'up');
      return allUp
        ? c.json({ status: 'ready' as const, checks }, 200)
        : c.json({ status: 'not_ready' as const, checks }, 503, { 'Retry-After': '2' });
    })
    .openapi(metricsRoute, async (c) => {
      const { type, text } = await metrics.page();
      return c.body(text, 200, { 'Content-Type': type });
    })
    .get('/docs', (c) => c.html(docsPage))
    .get('/docs/start.js', (c) => c.body(startDocs, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }))
    .on(
      'GET',
      ['/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js'],
      serveStatic({
        root: relative(process.cwd(), swaggerUi),
        rewriteRequestPath: (path) => path.replace('/docs/', '/'),
      }),
    );
