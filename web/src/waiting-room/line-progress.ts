/** The share of the line, 0 to 1, that a place has passed since its first known position `first`. 1 at position 0. */
export const lineProgress = (first: number, position: number): number =>
  position <= 0 || first <= 0 ? 1 : Math.max((first - position) / first, 0);
