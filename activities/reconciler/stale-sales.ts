import pMap from 'p-map';
import { workflowIds } from '../../workflows/messages.ts';
import type { Sales } from '../catalogue/ports.ts';
import { endCanceledPurchases } from '../organiser/canceled-event.ts';
import type { SaleWorkflows } from '../organiser/ports.ts';
import type { PurchaseWorkflows } from '../purchase/ports.ts';
import type { WaitingRoom } from '../waiting-room/ports.ts';
import type { Finding } from './finding.ts';

/** A wave is this late only when nobody called the sale. */
const LATE_MS = 10_000;
const LOOKS_AT_ONCE = 20;

type Needs = {
  sales: Sales;
  saleWorkflows: SaleWorkflows;
  purchaseWorkflows: PurchaseWorkflows;
  waitingRoom: WaitingRoom;
};

/** Sales that do not act on what is so: on the event in Postgres, or on the people in their line. */
export async function staleSales(needs: Needs): Promise<Finding[]> {
  return [...(await unseenChanges(needs)), ...(await lateWaves(needs)), ...(await canceledHolds(needs))];
}

async function unseenChanges({ sales, saleWorkflows }: Needs): Promise<Finding[]> {
  return (await sales.unseen()).map((eventId) => ({
    subject: workflowIds.sale(eventId),
    problem: 'has not acted on the last change of its event',
    repair: {
      action: 'signal it',
      run: async () => saleWorkflows.signal(eventId, 'settings').then(() => 'salesTold'),
    },
  }));
}

async function lateWaves({ sales, waitingRoom, saleWorkflows }: Needs): Promise<Finding[]> {
  const late = async (eventId: string): Promise<Finding[]> => {
    const waiting = (await waitingRoom.crowd(eventId))?.waiting ?? 0;
    if (waiting === 0) return [];
    const [sale, last] = await Promise.all([sales.find(eventId), waitingRoom.lastWave(eventId)]);
    if (!sale?.gate.open || sale.gate.paused) return [];
    const due = Math.max(sale.gate.onSaleAt, last.at === undefined ? 0 : last.at + sale.gate.waveIntervalMs);
    if (Date.now() < due + LATE_MS) return [];
    return [
      {
        subject: workflowIds.sale(eventId),
        problem: `admits nobody since ${new Date(due).toISOString()}, and ${waiting} wait`,
        repair: { action: 'wake it', run: async () => saleWorkflows.wake(eventId).then(() => 'salesWoken') },
      },
    ];
  };
  return (await pMap(await sales.live(), late, { concurrency: LOOKS_AT_ONCE })).flat();
}

async function canceledHolds(needs: Needs): Promise<Finding[]> {
  return (await needs.sales.unsettled()).map((eventId) => ({
    subject: `event ${eventId}`,
    problem: 'is cancelled, and tickets of it are held',
    repair: {
      action: 'end the holds',
      run: async () => endCanceledPurchases(needs, eventId).then(() => 'holdsFreed'),
    },
  }));
}
