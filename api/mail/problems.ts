import { Problem } from '../http/problems.ts';
import type { ResendOutcome } from './mails.ts';

/** Why a receipt is not sent again. */
export const resendProblems: Record<Exclude<ResendOutcome, 'queued' | 'on_its_way'>, () => Problem> = {
  unknown: () => new Problem(404, 'Order not found', { detail: 'There is no such order.' }),
  no_address: () =>
    new Problem(400, 'Missing required fields', {
      required: ['email'],
      detail: 'This order has no e-mail address yet; send the one that the receipt shall go to.',
    }),
  void: () =>
    new Problem(409, 'tickets_void', {
      detail: 'The tickets of this order are not valid any more, so they are not sent again.',
    }),
  enough: () =>
    new Problem(409, 'receipt_limit', {
      detail: 'This receipt was sent several times already; the tickets are on the page of the order.',
    }),
};
