import type { Tier } from '../../prisma/generated/client.ts';
import { Problem } from '../http/problems.ts';

const instantOf = (event: { starts_at: Date }) => event.starts_at.toISOString();

export const tierNotFound = () => new Problem(404, 'Tier not found', { detail: 'There is no such tier.' });

export const resetForbidden = () =>
  new Problem(403, 'forbidden', {
    detail: 'Orders can be deleted in demo mode only, and only where no cards are charged.',
  });

export const opensAfterStart = () =>
  new Problem(400, 'on_sale_at is after starts_at', {
    detail: 'Tickets go on sale before the event starts.',
    fields: ['on_sale_at', 'starts_at'],
  });

export const alreadyStarted = (event: { starts_at: Date }) =>
  new Problem(409, 'event_started', {
    detail: `The event started at ${instantOf(event)}: its tickets cannot go on sale any more.`,
    fields: ['starts_at', 'status'],
  });

export const wouldClose = (event: { starts_at: Date }) =>
  new Problem(409, 'would_close', {
    detail:
      `An event that started at ${instantOf(event)} is not on sale any more: the sale would close now and everybody ` +
      'in line lose their place. Send "confirm_close": true if that is meant.',
    fields: ['starts_at'],
  });

export const noDraftAgain = (from: string) =>
  new Problem(409, 'Invalid status change', {
    from,
    to: 'draft',
    detail: 'Tickets of this event are held or were sold, so it cannot become a draft again.',
  });

export const currencyFixed = (currency: string, sold: boolean) =>
  new Problem(409, 'currency_fixed', {
    currency,
    fields: ['currency'],
    detail: sold
      ? `Tickets of this event were sold in ${currency}, so it goes on selling in ${currency}. ` +
        'To sell in another currency, make another event.'
      : `Tickets of this event are held at this moment, at prices in ${currency}. To change the currency, close the ` +
        'sale and wait until nobody holds tickets any more.',
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

export const priceTooHigh = (most: string, limit: number, fields: string[]) =>
  new Problem(400, 'price_too_high', {
    fields,
    detail:
      `Where one buyer can have ${limit} tickets of a tier, one of them can cost ${most} at most, with its fee: no ` +
      'order can come to more. Lower the price or the fee, or how many one buyer can have.',
  });

export const priceTooLow = (price: string, least: string, fields: string[]) =>
  new Problem(400, 'price_too_low', {
    fields,
    detail: `A ticket would cost ${price}, and no card is charged with less than ${least}. Free tickets need no card.`,
  });

export const feeAbovePrice = (fee: string, price: string, fields: string[]) =>
  new Problem(400, 'fee_above_price', {
    fields,
    detail: `A fee of ${fee} cannot be taken from a ticket for ${price}. Lower the fee, or let the buyer pay it.`,
  });

export const tierNameTaken = (name: string) =>
  new Problem(400, 'A tier of this name exists', {
    detail: `This event has a tier called ${name} already.`,
    fields: ['name'],
  });
