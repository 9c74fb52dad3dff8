import { availableParallelism, loadavg } from 'node:os';
import { type Check, crossCheck, type Evidence } from './checks.ts';
import type { Options } from './options.ts';
import type { Drop } from './organiser-client.ts';
import { percentile, type Oddity, type Step, steps, type Tally } from './observations.ts';
import type { TemporalView } from './temporal-view.ts';
import type { Watch } from './invariant-monitor.ts';

export type StepTimes = { step: Step; count: number; p50: number | undefined; p99: number | undefined };

/** Everything a run has found; --json prints exactly this. */
export type Result = {
  ok: boolean;
  eventId: string;
  options: Options;
  seconds: number;
  /** How busy the machine was with this and everything else: times mean little where it was short of cores. */
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
  /** Milliseconds a request took, waiting for its turn in the client included. */
  times: StepTimes[];
  oddities: Oddity[];
  checks: Check[];
};

export type Run = {
  options: Options;
  drop: Drop;
  tally: Tally;
  watched: Watch;
  evidence: Evidence;
  temporal: TemporalView;
  seconds: number;
  loadBefore: number;
};

/** Turns what was seen and found into a verdict. */
export function resultOf({ options, drop, tally, watched, evidence, temporal, seconds, loadBefore }: Run): Result {
  const { tiers, purchases, strayCharges } = evidence;
  const sold = sum(tiers.map(({ tickets }) => tickets));
  const unserved = purchases.filter(
    ({ charge, order_quantity, tickets }) => charge === 'captured' && order_quantity !== tickets,
  );
  const checks = [
    ...crowdChecks(options, tally, watched, sold, temporal),
    ...crossCheck(evidence, tally, temporal.link),
  ];
  return {
    ok: checks.every(({ ok }) => ok),
    eventId: drop.eventId,
    options,
    seconds,
    load: { before: loadBefore, after: loadavg()[0] ?? 0, cores: availableParallelism() },
    counts: {
      joined: tally.joined,
      admitted: tally.admitted,
      holds: purchases.length,
      sold,
      expired: purchases.filter(({ status }) => status === 'expired').length,
      declined: purchases.filter(({ status }) => status === 'canceled').length,
      oversold: sum(
        tiers.map(({ capacity, held, sold: counted, tickets }) =>
          Math.max(0, Math.max(tickets, held + counted) - capacity),
        ),
      ),
      paidWithoutTicket: unserved.length + strayCharges.length,
    },
    outcomes: Object.fromEntries(tally.outcomes),
    refusals: Object.fromEntries(tally.refusals),
    resent: Object.fromEntries(tally.resent),
    times: steps.map((step) => ({
      step,
      count: tally.timings[step].length,
      p50: percentile(tally.timings[step], 0.5),
      p99: percentile(tally.timings[step], 0.99),
    })),
    oddities: tally.oddities,
    checks,
  };
}

/** What the crowd itself can judge, without a look behind the API. */
function crowdChecks(options: Options, tally: Tally, watched: Watch, sold: number, temporal: TemporalView): Check[] {
  const silent = tally.outcomes.get('gave up without an answer') ?? 0;
  const odd = tally.oddities;
  return [
    {
      name: 'Crowd: everyone joined, was admitted and got an answer',
      ok: tally.admitted === options.buyers && silent === 0,
      found: `${tally.joined} joined, ${tally.admitted} admitted of ${options.buyers}${silent > 0 ? `, ${silent} without an answer` : ''}`,
      next: 'the log of the API, and the sale workflow of this event',
    },
    {
      name: 'Crowd: no answer was against the contract',
      ok: odd.length === 0,
      found:
        odd.length === 0 ? 'none' : odd.map(({ what, count, example }) => `${count} × ${what} (${example})`).join('; '),
      next: temporal.link(),
    },
    {
      name: 'Crowd: no ticket stayed unsold while somebody wanted one',
      ok: sold === options.tickets || tally.leftWanting === 0,
      found: `${sold} of ${options.tickets} sold, ${tally.leftWanting} willing buyers went without`,
      next: temporal.link(),
    },
    {
      name: 'During the drop: counters, limits and workflows agreed at every look',
      ok: watched.broken.size === 0 && watched.looks > 0,
      found:
        watched.broken.size === 0
          ? `${watched.looks} looks, ${watched.missed} missed, ${watched.holdsAsked} active holds asked for`
          : [...watched.broken].slice(0, 3).join('; '),
      next: temporal.link(),
    },
  ];
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
