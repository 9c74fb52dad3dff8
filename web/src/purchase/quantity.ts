/** How many tickets one request may hold: what the tier allows and what is free. 0 where nothing can be had. */
export const mostOf = (stock: { available: number; per_user_limit: number }): number =>
  Math.max(Math.min(stock.available, stock.per_user_limit), 0);

/** A wished quantity brought into the bounds, e.g. after others took what was left. */
export const within = (wished: number, most: number): number => Math.min(Math.max(wished, 1), Math.max(most, 1));
