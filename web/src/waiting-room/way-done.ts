/** How much of the way through the line is behind a place that was first seen at `first`: 0 to 1. Position 0 is the end of it. */
export const wayDone = (first: number, position: number): number =>
  position <= 0 || first <= 0 ? 1 : Math.max((first - position) / first, 0);
