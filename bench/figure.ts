/** One measured figure with its limits and its goal. */
export type Figure = {
  name: string;
  unit: string;
  /** The median of the rounds. */
  value: number;
  rounds: number[];
  /** What the machine can do at most, measured in the same run, alternating with the figure. */
  limits?: { name: string; value: number }[];
  /** A bound of the figure itself, or of its ratio to the first limit. */
  goal?: { of: 'value' | 'ratio'; at: 'least' | 'most'; value: number };
};

export function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  if (low === undefined || high === undefined) throw new Error('Nothing was measured.');
  return (low + high) / 2;
}

export const figure = (
  name: string,
  unit: string,
  rounds: number[],
  bounds: Pick<Figure, 'limits' | 'goal'> = {},
): Figure => ({ name, unit, value: median(rounds), rounds, ...bounds });

/** The figure divided by each of its limits, in their order. */
export const ratios = ({ value, limits = [] }: Figure): number[] => limits.map((limit) => value / limit.value);

/** Whether the goal is met; undefined for a figure without a goal. */
export function meetsGoal(measured: Figure): boolean | undefined {
  const { goal } = measured;
  if (!goal) return undefined;
  const value = goal.of === 'value' ? measured.value : ratios(measured)[0];
  if (value === undefined) throw new Error(`${measured.name} has no limit to be compared with.`);
  return goal.at === 'least' ? value >= goal.value : value <= goal.value;
}
