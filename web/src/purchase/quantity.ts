/** The largest quantity of one request: the tier's limit or the free tickets, whichever is less. 0 if none is free. */
export const maxQuantity = (stock: { available: number; per_user_limit: number }): number =>
  Math.max(Math.min(stock.available, stock.per_user_limit), 0);

/** Brings a selected quantity into its bounds, e.g. after the free tickets became fewer. */
export const clampQuantity = (selected: number, max: number): number =>
  Math.min(Math.max(selected, 1), Math.max(max, 1));
