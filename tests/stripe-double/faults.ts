import { z } from 'zod';
import { seededRandom } from '../../tools/crowd/persona.ts';

export const operations = ['create', 'read', 'list', 'confirm', 'capture', 'cancel', 'refund'] as const;
export type Operation = (typeof operations)[number];

/**
 * What can go wrong with one request. `lost`: it is done, and the connection closes before the answer. `error`: a 500
 * that its key keeps, with nothing done; `error_after`: the same, but it is done. `in_use`: 409, nothing done.
 */
const faults = ['lost', 'error', 'error_after', 'in_use'] as const;
export type Fault = (typeof faults)[number];

const share = z.number().min(0).max(1).default(0);

/** What goes wrong, by share of the requests and of the events. The seed decides which ones. */
export const Faults = z.strictObject({
  seed: z.number().int().default(1),
  lost: share,
  error: share,
  error_after: share,
  in_use: share,
  /** Requests that meet a fault in any case, the first of each operation first. */
  next: z.array(z.strictObject({ operation: z.enum(operations), fault: z.enum(faults) })).default([]),
  /** Nothing is answered at all. */
  away: z.boolean().default(false),
  /** No refund is possible. */
  outOfFunds: z.boolean().default(false),
  events: z
    .strictObject({
      twice: share,
      late: share,
      outOfOrder: share,
      wrongAmount: share,
      lateByMs: z.number().int().min(0).default(1_500),
    })
    .prefault({}),
});
export type Faults = z.infer<typeof Faults>;
export type FaultPlan = z.input<typeof Faults>;

/** Draws the faults of requests and events. */
export class FaultDraw {
  plan: Faults = Faults.parse({});
  #random = seededRandom(1);

  set(plan: Faults): void {
    this.plan = plan;
    this.#random = seededRandom(plan.seed);
  }

  ofRequest(operation: Operation): Fault | undefined {
    const planned = this.plan.next.findIndex((one) => one.operation === operation);
    if (planned >= 0) return this.plan.next.splice(planned, 1)[0]!.fault;
    // What only reads is never in use, and keeps no error.
    const possible = operation === 'read' || operation === 'list' ? (['lost'] as const) : faults;
    const drawn = this.#random();
    let upTo = 0;
    return possible.find((fault) => drawn < (upTo += this.plan[fault]));
  }

  ofEvent(kind: 'twice' | 'late' | 'outOfOrder' | 'wrongAmount'): boolean {
    return this.#random() < this.plan.events[kind];
  }
}
