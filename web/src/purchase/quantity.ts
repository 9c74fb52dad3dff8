/** The largest quantity that will not be refused: what the buyer may still take or what is free, whichever is less. */
export const maxQuantity = (stock: { available: number; allowed: number }): number =>
  Math.max(Math.min(stock.available, stock.allowed), 0);

/** Brings a selected quantity into its bounds, e.g. after the free tickets became fewer. */
export const clampQuantity = (selected: number, max: number): number =>
  Math.min(Math.max(selected, 1), Math.max(max, 1));
