import type { Tier } from '../../prisma/generated/client.ts';
import { Problem } from '../http/problems.ts';

export const tierNotFound = () => new Problem(404, 'Tier not found', { detail: 'There is no such tier.' });

export const resetForbidden = () =>
  new Problem(403, 'forbidden', { detail: 'Orders can be deleted in demo mode only.' });

export const opensAfterStart = () =>
  new Problem(400, 'on_sale_at is after starts_at', {
    detail: 'Tickets go on sale before the event starts.',
    fields: ['on_sale_at', 'starts_at'],
  });

export const capacityTooLow = ({ held, sold }: Tier) =>
  new Problem(409, 'Capacity is below what is held and sold', {
    held,
    sold,
    fields: ['capacity'],
    detail:
      `${sold} tickets of this tier are sold and ${held} are held, ` +
      `so the capacity cannot be less than ${held + sold}.`,
  });

export const tierNameTaken = (name: string) =>
  new Problem(400, 'A tier of this name exists', {
    detail: `This event has a tier called ${name} already.`,
    fields: ['name'],
  });
