import { Problem } from '../http/problems.ts';

export const buyerNotFound = () =>
  new Problem(404, 'Buyer not found', { detail: 'Nobody of this id has bought or holds anything.' });

const how = 'With confirm=true name and address are erased all the same.';

/** Why a buyer's data is not erased without a confirmation. */
export const eraseProblems = {
  under_way: (purchases: number) =>
    new Problem(409, 'purchase_under_way', {
      purchases,
      detail: `This buyer is just buying. The tickets would have no name, and no receipt would be sent. ${how}`,
    }),
  to_come: (orders: number) =>
    new Problem(409, 'event_to_come', {
      orders,
      detail:
        'This buyer has tickets for an event that is still to come. They stay valid, but the buyer could not be told ' +
        `of a change any more, and the links in their mails end. ${how}`,
    }),
};
