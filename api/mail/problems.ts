import { Problem } from '../http/problems.ts';
import type { ResendOutcome } from './mails.ts';

/** Why a mail is not sent again. */
export const resendProblems: Record<Exclude<ResendOutcome, 'queued' | 'on_its_way'>, () => Problem> = {
  unknown: () => new Problem(404, 'Order not found', { detail: 'There is no such order.' }),
  no_address: () =>
    new Problem(400, 'Missing required fields', {
      required: ['email'],
      detail: 'This order has no e-mail address yet; send the one that the mail shall go to.',
    }),
  void: () =>
    new Problem(409, 'tickets_void', {
      detail: 'The tickets of this order are not valid any more, so they are not sent again.',
    }),
  erased: () =>
    new Problem(409, 'buyer_erased', {
      detail: 'Name and address of this buyer were erased, so no mail about this order can be sent any more.',
    }),
  nothing_to_tell: () =>
    new Problem(409, 'nothing_to_tell', {
      detail: 'Nothing of this kind has happened to this order, so there is nothing to write about.',
    }),
  enough: () =>
    new Problem(409, 'receipt_limit', {
      detail: 'This mail was sent several times already; all that it says is on the page of the order.',
    }),
};
