/** What somebody may do: `buy` as one buyer, `organise` every event. */
export type Right = 'buy' | 'organise';

/** Who sent a request. `id` is the buyer's name; it is empty for an anonymous client. */
export type Principal = {
  kind: 'anonymous' | 'buyer' | 'organiser';
  id: string;
  rights: readonly Right[];
};

export const anonymous: Principal = { kind: 'anonymous', id: '', rights: [] };
