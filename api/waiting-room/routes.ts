import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { WaitingRoom } from '../../activities/waiting-room/ports.ts';
import type { Config } from '../../config.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { subscriber } from '../http/client-address.ts';
import type { Env } from '../http/env.ts';
import type { Identity } from '../http/identity.ts';
import type { ApiMetrics } from '../http/metrics.ts';
import type { RateLimit } from '../http/rate-limits.ts';
import { answers, isUuid, newRoutes, refusals } from '../http/routing.ts';
import { PathId } from '../http/schemas.ts';
import { placeStatus } from './place-status.ts';
import type { JoinRush } from './join-rush.ts';
import { placeGone, roomProblem, unknownSale, whyGone } from './problems.ts';
import { Place, PlaceStatus, TokenQuery } from './schemas.ts';
import type { StatisticsRecorder } from './statistics-recorder.ts';

type Needs = {
  /** Whether the last outage is accounted for: until then no clock may end a place. */
  availability: { isCurrent(): boolean };
  catalogue: Catalogue;
  clientAddress: (request: IncomingMessage) => string;
  config: Pick<Config, 'AUTH_MODE' | 'RATE_LIMIT_JOIN' | 'RATE_LIMIT_JOIN_ADDRESS'>;
  identity: Identity;
  joinRush: JoinRush;
  metrics: Pick<ApiMetrics, 'joined'>;
  rateLimit: RateLimit;
  statistics: StatisticsRecorder;
  waitingRoom: WaitingRoom;
};

const tags = ['Waiting room'];
/** A buyer may be named, and need not be. */
const security: Record<string, string[]>[] = [{}, { buyer: [] }];

/** Joining the line of an event, looking where a place stands, and giving it back. */
export function waitingRoomRoutes(needs: Needs) {
  const {
    availability,
    catalogue,
    clientAddress,
    config,
    identity,
    joinRush,
    metrics,
    rateLimit,
    statistics,
    waitingRoom,
  } = needs;
  // A place without a buyer is for demos: with real identities one person has one place.
  const buyer = config.AUTH_MODE === 'demo' ? identity.optional('buy') : identity.requires('buy');
  const address = (c: Context<Env>) => subscriber(clientAddress(c.env.incoming));
  // A school or a mobile carrier is many buyers behind one address, so a name has a limit of its own there. Names cost
  // nothing to make up: the address has a larger one, which is asked first, so that refused names leave no keys; nor
  // does an event's id that is none.
  const limits = rateLimit(
    { name: 'join-address', perMinute: config.RATE_LIMIT_JOIN_ADDRESS, keyOf: (c) => `{${address(c)}}` },
    {
      name: 'join',
      perMinute: config.RATE_LIMIT_JOIN,
      keyOf: (c) => {
        const eventId = c.req.param('id')?.toLowerCase() ?? '';
        return isUuid(eventId) ? `{${address(c)}}:${eventId}:${c.get('principal').id}` : undefined;
      },
    },
  );

  const join = createRoute({
    method: 'post',
    path: '/events/{id}/waiting-room/join',
    tags,
    security,
    summary: 'A place in the waiting room',
    request: { params: PathId },
    description: 'With a buyer’s name the same place as long as it lives; without one a new place each time.',
    middleware: [statistics.refusals, buyer, limits] as const,
    responses: { 200: answers('The token of the place', Place), ...refusals(404, 409, 429, 503) },
  });
  const status = createRoute({
    method: 'get',
    path: '/events/{id}/waiting-room/status',
    tags,
    summary: 'Where a place stands',
    request: { params: PathId, query: TokenQuery },
    responses: { 200: answers('The position never grows', PlaceStatus), ...refusals(400, 404, 503) },
  });
  const leave = createRoute({
    method: 'delete',
    path: '/events/{id}/waiting-room/leave',
    tags,
    security,
    summary: 'Give the place back',
    request: { params: PathId, query: TokenQuery },
    description: 'A place that was joined with a buyer’s name can be given back by that buyer only.',
    middleware: [identity.optional('buy')] as const,
    responses: {
      200: answers('The place is free', z.object({ status: z.literal('left') })),
      ...refusals(400, 404, 503),
    },
  });

  return newRoutes()
    .openapi(join, async (c) => {
      const { id } = c.req.valid('param');
      if (!isUuid(id)) throw await unknownSale(catalogue, id);
      const { id: buyerId } = c.get('principal');
      const token = randomUUID();
      const answer = await waitingRoom.join(id, { token, ...(buyerId && { buyerId }) });
      if (answer.outcome !== 'joined') throw await unknownSale(catalogue, id);
      metrics.joined();
      joinRush.joined();
      if (answer.token === token) statistics.joined(id, answer.admitted);
      return c.json({ token: answer.token }, 200);
    })
    .openapi(status, async (c) => {
      const { id } = c.req.valid('param');
      const standing = await waitingRoom.standing(id, tokenOf(c.req.valid('query')));
      if (standing.outcome === 'standing') return c.json(placeStatus(standing), 200);
      if (standing.outcome === 'gone') {
        const byTheClock = standing.reason === 'pass_ended' || standing.reason === 'absent';
        if (byTheClock && !availability.isCurrent()) throw roomProblem('rebuilding');
        throw await whyGone(catalogue, id, standing);
      }
      const problem = await unknownSale(catalogue, id);
      throw problem.status === 503 ? problem : await whyGone(catalogue, id, {});
    })
    .openapi(leave, async (c) => {
      const { id } = c.req.valid('param');
      const left = await waitingRoom.leave(id, tokenOf(c.req.valid('query')), c.var.principal.id);
      if (left === 'gone') throw placeGone();
      return c.json({ status: 'left' as const }, 200);
    });
}

function tokenOf({ token }: { token?: string | undefined }): string {
  if (!token) throw roomProblem('no_token');
  if (!isUuid(token)) throw placeGone();
  return token;
}
