import { describe, expect, it } from 'vitest';
import type { EventStatus } from '../../prisma/generated/enums.ts';
import { isLive, requireStatusChange, statusChanges } from './event-status.ts';

/** From each status, what an organiser may make of it. */
const allowed: Record<EventStatus, EventStatus[]> = {
  draft: ['scheduled', 'on_sale', 'canceled'],
  scheduled: ['draft', 'on_sale', 'closed', 'canceled'],
  on_sale: ['scheduled', 'closed', 'canceled'],
  closed: ['scheduled', 'on_sale', 'canceled'],
  canceled: [],
};
const statuses = Object.keys(allowed) as EventStatus[];

describe('the status of an event', () => {
  it.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))(
    'from %s to %s: as the table says, and staying is always fine',
    (from, to) => {
      if (from === to || allowed[from].includes(to)) expect(() => requireStatusChange(from, to)).not.toThrow();
      else
        expect(() => requireStatusChange(from, to)).toThrow(
          expect.objectContaining({
            status: 409,
            fields: expect.objectContaining({ from, to, detail: `An event that is ${from} cannot become ${to}.` }),
          }),
        );
    },
  );

  it.each(statuses)('offers from %s nothing that would be refused', (from) => {
    expect(statusChanges(from)).toEqual(allowed[from]);
  });

  it('is live while the sale is planned or runs', () => {
    expect(statuses.filter((status) => isLive({ status }))).toEqual(['scheduled', 'on_sale']);
  });
});
