import { availableParallelism, loadavg } from 'node:os';
import { type Check, crossCheck, type Evidence } from './checks.ts';
import type { InvariantReport } from './invariant-monitor.ts';
import { type ContractViolation, type Observations, percentile, type Step, steps } from './observations.ts';
import type { Options } from './options.ts';
import type { Drop } from './organiser-client.ts';
import type { TemporalView } from './temporal-view.ts';

export type StepTimes = { step: Step; count: number; p50: number | undefined; p99: number | undefined };

/** Everything a run has found. `--json` prints exactly this, so these names are part of its format. */
export type Result = {
  ok: boolean;
  eventId: string;
  options: Options;
  seconds: number;
  /** Load average of the machine: the times below mean little when it was short of cores. */
  load: { before: number; after: number; cores: number };
  counts: {
    joined: number;
    admitted: number;
    holds: number;
    sold: number;
    expired: number;
    declined: number;
    oversold: number;
    paidWithoutTicket: number;
  };
  outcomes: Record<string, number>;
  refusals: Record<string, number>;
  resent: Record<string, number>;
  /** Milliseconds a request took, including its wait for a free connection in the client. */
  times: StepTimes[];
  /** Answers that the contract does not allow. */
  oddities: ContractViolation[];
  checks: Check[];
};

/** What a result is computed from. */
export type RunData = {
  options: Options;
  drop: Drop;
  observations: Observations;
  invariants: InvariantReport;
  evidence: Evidence;
  temporal: TemporalView;
  seconds: number;
  loadBefore: number;
};

/** Evaluates every check and computes the figures of the report. */
export function resultOf(run: RunData): Result {
  const { options, drop, observations, evidence, temporal, seconds, loadBefore } = run;
  const { tiers, purchases, strayCharges } = evidence;
  const sold = sum(tiers.map(({ tickets }) => tickets));
  const chargedWithoutTickets = purchases.filter(
    ({ charge, order_quantity, tickets }) => charge === 'captured' && order_quantity !== tickets,
  );
  const checks = [...crowdChecks(run, sold), ...crossCheck(evidence, observations, temporal.link)];
  return {
    ok: checks.every(({ ok }) => ok),
    eventId: drop.eventId,
    options,
    seconds,
    load: { before: loadBefore, after: loadavg()[0] ?? 0, cores: availableParallelism() },
    counts: {
      joined: observations.joined,
      admitted: observations.admitted,
      holds: purchases.length,
      sold,
      expired: purchases.filter(({ status }) => status === 'expired').length,
      declined: purchases.filter(({ status }) => status === 'canceled').length,
      oversold: sum(
        tiers.map(({ capacity, held, sold: counted, tickets }) =>
          Math.max(0, Math.max(tickets, held + counted) - capacity),
        ),
      ),
      paidWithoutTicket: chargedWithoutTickets.length + strayCharges.length,
    },
    outcomes: Object.fromEntries(observations.outcomes),
    refusals: Object.fromEntries(observations.refusals),
    resent: Object.fromEntries(observations.resent),
    times: steps.map((step) => ({
      step,
      count: observations.timings[step].length,
      p50: percentile(observations.timings[step], 0.5),
      p99: percentile(observations.timings[step], 0.99),
    })),
    oddities: observations.contractViolations,
    checks,
  };
}

/** The checks that need only what buyers and the invariant monitor observed. */
function crowdChecks({ options, observations, invariants, temporal }: RunData, sold: number): Check[] {
  const unanswered = observations.outcomes.get('gave up without an answer') ?? 0;
  const { snapshots, missed, holdsChecked, broken } = invariants;
  const violations = observations.contractViolations;
  return [
    {
      name: 'Crowd: everyone joined, was admitted and got an answer',
      ok: observations.admitted === options.buyers && unanswered === 0,
      found:
        `${observations.joined} joined, ${observations.admitted} admitted of ${options.buyers}` +
        (unanswered > 0 ? `, ${unanswered} without an answer` : ''),
      next: 'the log of the API, and the sale workflow of this event',
    },
    {
      name: 'Crowd: no answer was against the contract',
      ok: violations.length === 0,
      found:
        violations.length === 0
          ? 'none'
          : violations.map(({ what, count, example }) => `${count} × ${what} (${example})`).join('; '),
      next: temporal.link(),
    },
    {
      name: 'Crowd: no ticket stayed unsold while somebody wanted one',
      ok: sold === options.tickets || observations.unservedBuyers === 0,
      found: `${sold} of ${options.tickets} sold, ${observations.unservedBuyers} willing buyers went without`,
      next: temporal.link(),
    },
    {
      name: 'During the drop: counters, limits and workflows agreed at every look',
      ok: broken.size === 0 && snapshots > 0,
      found:
        broken.size === 0
          ? `${snapshots} looks, ${missed} missed, ${holdsChecked} active holds asked for`
          : [...broken].slice(0, 3).join('; '),
      next: temporal.link(),
    },
  ];
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
