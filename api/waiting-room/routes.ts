import { randomUUID } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import type { Deps } from '../deps.ts';
import { whyUnknown } from './problems.ts';
import { anybody, organiser } from '../http/identity.ts';
import { Problem } from '../http/problems.ts';
import { placeStatus } from './place-status.ts';
import { answers, isUuid, newRoutes, refusals } from '../http/routing.ts';
import { PathId, Place, PlaceStatus, TokenQuery } from '../schemas.ts';

const tags = ['Waiting room'];
const placeGone = () =>
  new Problem(404, 'Invalid or expired token', {
    detail: 'This place has ended. Joining again gives a new one, at the end.',
  });

function tokenOf({ token }: { token?: string | undefined }): string {
  if (!token) throw new Problem(400, 'Token is required', { detail: 'The token that joining gave names the place.' });
  if (!isUuid(token)) throw placeGone();
  return token;
}

export const waitingRoom = ({ catalogue, config, desk, limits, metrics, tally, waitingRoom: room }: Deps) => {
  const join = createRoute({
    method: 'post',
    path: '/events/{id}/waiting-room/join',
    tags,
    summary: 'A place in the waiting room',
    request: { params: PathId },
    description: 'With a buyer’s name the same place as long as it lives; without one a new place each time.',
    middleware: [tally.refusals, anybody(config), limits.join] as const,
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
    summary: 'Give the place back',
    request: { params: PathId, query: TokenQuery },
    description: 'A place that was joined with a buyer’s name can be given back by that buyer only.',
    middleware: [anybody(config)] as const,
    responses: {
      200: answers('The place is free', z.object({ status: z.literal('left') })),
      ...refusals(400, 404, 503),
    },
  });
  const clear = createRoute({
    method: 'delete',
    path: '/events/{id}/waiting-room/clear',
    tags: ['Organiser'],
    summary: 'Empty the waiting room',
    request: { params: PathId },
    middleware: [organiser(config)] as const,
    security: [{ organiser: [] }],
    responses: {
      200: answers('How many places ended', z.object({ message: z.string(), cleared: z.int() })),
      ...refusals(401, 404, 503),
    },
  });

  return newRoutes()
    .openapi(join, async (c) => {
      const { id } = c.req.valid('param');
      if (!isUuid(id)) throw await whyUnknown(catalogue, id);
      const { buyerId } = c.var;
      const fresh = randomUUID();
      const answer = await room.join(id, { token: fresh, ...(buyerId && { buyerId }) });
      if (answer.outcome !== 'joined') throw await whyUnknown(catalogue, id);
      metrics.joined();
      if (answer.token === fresh) tally.arrived(id, answer.admitted);
      return c.json({ token: answer.token }, 200);
    })
    .openapi(status, async (c) => {
      const { id } = c.req.valid('param');
      const token = tokenOf(c.req.valid('query'));
      const standing = await room.standing(id, token);
      if (standing.outcome === 'standing') return c.json(placeStatus(standing), 200);
      if (standing.outcome === 'gone') throw placeGone();
      const why = await whyUnknown(catalogue, id);
      throw why.status === 503 ? why : placeGone();
    })
    .openapi(leave, async (c) => {
      const { id } = c.req.valid('param');
      if ((await room.leave(id, tokenOf(c.req.valid('query')), c.var.buyerId)) === 'gone') throw placeGone();
      return c.json({ status: 'left' as const }, 200);
    })
    .openapi(clear, async (c) => {
      const cleared = await desk.clearRoom(c.req.valid('param').id);
      return c.json({ message: `${cleared} places ended`, cleared }, 200);
    });
};
