import type { Prisma } from '../../prisma/generated/client.ts';

export type Scope = {
  /** Only what belongs to this event; without it everything there is. */
  eventId?: string;
  /** How long after its deadline a hold may still be active: the sweeper's minute, or two where Temporal is away. */
  overdueSeconds?: number;
  /** How long a captured charge may wait for its order, or for its way back. */
  doubtSeconds?: number;
};

/** What must hold: `broken` finds the ids of the rows that break it. */
export type Promised = {
  invariant: string;
  what: string;
  broken: (scope: Required<Omit<Scope, 'eventId'>>, of: (column: string) => Prisma.Sql) => Prisma.Sql;
};
