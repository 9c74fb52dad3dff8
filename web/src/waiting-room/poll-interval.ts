const between = (low: number, value: number, high: number) => Math.min(Math.max(value, low), high);

/** The fields of a status response that the poll interval depends on. */
export type WaitingStatus = { secondsUntilOnSale: number; paused: boolean; canEnter?: boolean; etaSeconds?: number };

/**
 * The time between two status requests, in milliseconds: short near the opening and near the buyer's turn, long far
 * from both, and three times as long while the tab is hidden. Always shorter than half of a pass (180 s).
 */
export function waitingRoomPollInterval(status: WaitingStatus, hidden: boolean): number {
  const factor = hidden ? 3 : 1;
  const { secondsUntilOnSale } = status;
  if (secondsUntilOnSale > 0)
    return Math.min(secondsUntilOnSale * 1000 + 300, between(2_000, secondsUntilOnSale * 250, 20_000) * factor);
  if (status.canEnter) return 10_000 * factor;
  if (status.paused) return 8_000 * factor;
  return between(2_000, ((status.etaSeconds ?? 30) * 1000) / 6, 15_000) * factor;
}
