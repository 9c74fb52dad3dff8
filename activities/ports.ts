import type { Sales } from './catalogue/ports.ts';
import type { Counters } from './counters.ts';
import type { Mails, MailServer, MailWorkflows } from './mail/ports.ts';
import type { MailComposer } from './mail/templates.ts';
import type { SaleWorkflows, WakeCalls } from './organiser/ports.ts';
import type { PaymentProvider } from './payments/ports.ts';
import type { PurchaseUpdates, PurchaseWorkflows, Purchases, StockGate } from './purchase/ports.ts';
import type { GateKeys, WorkflowTasks } from './reconciler/ports.ts';
import type { Refunds, RefundWorkflows } from './refunds/ports.ts';
import type { EntryWorkflows, PlaceStreams, SaleStatistics, WaitingRoom } from './waiting-room/ports.ts';

/** Everything outside the process that activities and API work with; each domain says what it needs of its own. */
export type Ports = {
  sales: Sales;
  waitingRoom: WaitingRoom;
  entryWorkflows: EntryWorkflows;
  placeStreams: PlaceStreams;
  statistics: SaleStatistics;
  stockGate: StockGate;
  purchases: Purchases;
  purchaseUpdates: PurchaseUpdates;
  purchaseWorkflows: PurchaseWorkflows;
  payments: PaymentProvider;
  refunds: Refunds;
  refundWorkflows: RefundWorkflows;
  mails: Mails;
  composeMail: MailComposer;
  mailServer: MailServer;
  mailWorkflows: MailWorkflows;
  saleWorkflows: SaleWorkflows;
  wakeCalls: WakeCalls;
  workflowTasks: WorkflowTasks;
  gateKeys: GateKeys;
  counters: Counters;
};
