import { methodNotAllowed } from 'hono/method-not-allowed';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { catalogueRoutes } from './catalogue/routes.ts';
import type { Deps } from './deps.ts';
import { crossOrigin } from './http/cors.ts';
import { jsonBody } from './http/json-body.ts';
import { answerProblem, onError, Problem, unavailable } from './http/problems.ts';
import { answerShared } from './http/shared-answer.ts';
import { requestLog } from './http/request-log.ts';
import { newRoutes } from './http/routing.ts';
import { timeLimit } from './http/time-limit.ts';
import { apiDocument } from './machines/openapi.ts';
import { mailRoutes } from './mail/routes.ts';
import { machineRoutes } from './machines/routes.ts';
import { paymentRoutes } from './payments/routes.ts';
import { orderFileRoutes } from './orders/file-routes.ts';
import { orderRoutes } from './orders/routes.ts';
import { eventRoutes } from './organiser/event-routes.ts';
import { refundRoutes } from './orders/refund-routes.ts';
import { saleRoutes } from './organiser/sale-routes.ts';
import { tierRoutes } from './organiser/tier-routes.ts';
import { privacyRoutes } from './privacy/routes.ts';
import { allowanceRoutes } from './purchase/allowance-routes.ts';
import { checkoutRoutes } from './purchase/checkout-routes.ts';
import { linkedOrderRoutes } from './purchase/linked-order-routes.ts';
import { reservationRoutes } from './purchase/reservation-routes.ts';
import { ticketRoutes } from './purchase/ticket-routes.ts';
import { waitingRoomRoutes } from './waiting-room/routes.ts';

/** The promise is five seconds; the rest is for the way there and back on a busy machine. */
const ANSWER_WITHIN_MS = 4_600;

/** The whole API: what holds for every request, then the routes. */
export function createApp(deps: Deps) {
  // The quickest router takes no path with a group in its pattern; one that tried others too would go slow silently.
  const app = newRoutes({ router: new RegExpRouter() });
  app.onError(onError);
  const otherMethods = methodNotAllowed({
    app,
    onMethodNotAllowed: (_c, allowed) => {
      throw new Problem(405, 'Method not allowed', {
        detail: `This path knows ${allowed.join(', ')}.`,
        headers: { Allow: allowed.join(', ') },
      });
    },
  });
  app.notFound(async (c) => {
    c.res = answerProblem(c, new Problem(404, 'Not found', { detail: 'There is nothing at this path.' }));
    await otherMethods(c, async () => undefined);
    return c.res;
  });
  const otherOrigins = crossOrigin(deps.config.CORS_ORIGINS);
  if (otherOrigins) app.use(otherOrigins);
  app.use(
    requestLog(deps.log, deps.metrics),
    // Outside the time limit: how long a body takes to arrive depends on the client, and the server limits it.
    jsonBody,
    timeLimit(ANSWER_WITHIN_MS, () => unavailable('The answer took too long. Repeating the request is safe.')),
  );

  const served = app
    .route('/', catalogueRoutes(deps))
    .route('/', waitingRoomRoutes(deps))
    .route('/', reservationRoutes(deps))
    .route('/', allowanceRoutes({ ...deps, purchaseReads: deps.ticketReads }))
    .route('/', checkoutRoutes(deps))
    .route('/', ticketRoutes({ ...deps, purchaseReads: deps.ticketReads }))
    .route('/', linkedOrderRoutes({ ...deps, purchaseReads: deps.ticketReads }))
    .route('/', mailRoutes(deps))
    .route('/', eventRoutes(deps))
    .route('/', tierRoutes(deps))
    .route('/', saleRoutes(deps))
    .route('/', orderRoutes(deps))
    .route('/', orderFileRoutes(deps))
    .route('/', refundRoutes(deps))
    .route('/', paymentRoutes(deps))
    .route('/', privacyRoutes(deps))
    .route('/', machineRoutes(deps));
  const document = apiDocument(app);
  app.get('/openapi.json', (c) => answerShared(c, document));
  return served;
}

export type AppType = ReturnType<typeof createApp>;
