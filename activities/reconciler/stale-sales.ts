import { workflowIds } from '../../workflows/messages.ts';
import type { Sales } from '../catalogue/ports.ts';
import { endCanceledPurchases } from '../organiser/canceled-event.ts';
import type { SaleWorkflows } from '../organiser/ports.ts';
import type { WaitingRoom } from '../waiting-room/ports.ts';
import type { Check } from './finding.ts';
import { subjectOf } from './gate.ts';

/** A wave is this late only when nobody called the sale. */
const LATE_MS = 10_000;

type Changes = { sales: Sales; saleWorkflows: SaleWorkflows };
type Lines = Changes & { waitingRoom: WaitingRoom };

/** Sales that do not act on their event as it is in Postgres. */
export const unseenChanges = async ({ sales, saleWorkflows }: Changes): Promise<Check<string>> => ({
  items: await sales.unseen(),
  subject: workflowIds.sale,
  look: async (eventId) => ({
    problem: 'has not acted on the last change of its event',
    repair: {
      action: 'signal it',
      run: async () => saleWorkflows.signal(eventId, 'settings').then(() => 'salesTold'),
    },
  }),
});

/** Sales that do not act on the people in their line. */
export const lateWaves = async ({ sales, waitingRoom, saleWorkflows }: Lines): Promise<Check<string>> => ({
  items: await sales.live(),
  subject: workflowIds.sale,
  async look(eventId) {
    const waiting = (await waitingRoom.crowd(eventId))?.waiting ?? 0;
    if (waiting === 0) return undefined;
    const [sale, last] = await Promise.all([sales.find(eventId), waitingRoom.lastWave(eventId)]);
    if (!sale?.gate.open || sale.gate.paused) return undefined;
    const due = Math.max(sale.gate.onSaleAt, last.at === undefined ? 0 : last.at + sale.gate.waveIntervalMs);
    if (Date.now() < due + LATE_MS) return undefined;
    return {
      problem: `admits nobody since ${new Date(due).toISOString()}, and ${waiting} wait`,
      repair: {
        action: 'wake it',
        // A sale that rests is woken; one that waits for its next wave looks again at when the last one went.
        run: async () => {
          await saleWorkflows.wake(eventId);
          await saleWorkflows.signal(eventId, 'settings');
          return 'salesWoken';
        },
      },
    };
  },
});

/** Cancelled events that still hold tickets. */
export const canceledHolds = async (needs: Parameters<typeof endCanceledPurchases>[0]): Promise<Check<string>> => ({
  items: await needs.sales.unsettled(),
  subject: subjectOf,
  look: async (eventId) => ({
    problem: 'is cancelled, and tickets of it are held',
    repair: {
      action: 'end the holds',
      run: async () => endCanceledPurchases(needs, eventId).then(() => 'holdsFreed'),
    },
  }),
});
