import { z } from 'zod';
import { meetsGoal, ratios, type Figure } from './figure.ts';
import type { Cost } from './scenario.ts';

const Measured = z.object({
  name: z.string(),
  unit: z.string(),
  value: z.number(),
  rounds: z.array(z.number()),
  limits: z.array(z.object({ name: z.string(), value: z.number() })).optional(),
  goal: z.object({ of: z.enum(['value', 'ratio']), at: z.enum(['least', 'most']), value: z.number() }).optional(),
});

/** A whole run, as report.json has it. */
export const Report = z.object({
  command: z.string(),
  at: z.string(),
  commit: z.string(),
  seconds: z.number(),
  machine: z.object({
    cpu: z.string(),
    cores: z.number(),
    memoryGiB: z.number(),
    system: z.string(),
    versions: z.record(z.string(), z.string()),
  }),
  load: z.object({ before: z.number(), after: z.number() }),
  scenarios: z.array(
    z.object({
      name: z.string(),
      about: z.string(),
      figures: z.array(Measured),
      costs: z.array(z.object({ what: z.string(), purchase: z.number(), place: z.number() })).optional(),
    }),
  ),
});
export type Report = z.infer<typeof Report>;

/** The run as a page of Markdown. */
export function markdown(report: Report): string {
  const { machine, scenarios, load } = report;
  return [
    '# Benchmark',
    '',
    `Made by \`${report.command}\` on ${report.at} at commit ${report.commit}, ` +
      `in ${Math.round(report.seconds)} s. The load tools run on the same machine.`,
    '',
    `- Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}; ` +
      `load average ${load.before.toFixed(1)} before the run and ${load.after.toFixed(1)} after it`,
    `- Versions: ${Object.entries(machine.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    '- Each figure is the median of its rounds. Limits are measured in turns with it, in the same run: ' +
      'what the same machine reaches with nothing of the product in the way.',
    ...scenarios.flatMap(({ name, about, figures, costs }) => [
      '',
      `## ${name}`,
      '',
      `${about}.`,
      '',
      ...(figures.length > 0 ? [figuresTable(figures)] : []),
      ...(costs ? [costsTable(costs)] : []),
    ]),
    '',
  ].join('\n');
}

/** Every figure with its limits, ratios and rounds. */
export function figuresTable(figures: Figure[]): string {
  return table(
    ['what', 'measured', 'goal', '', 'limit in the same run', 'ratio', 'rounds'],
    figures.map((measured) => [
      measured.name,
      `${round(measured.value)} ${measured.unit}`,
      goalOf(measured),
      goalResult(measured),
      (measured.limits ?? []).map((limit) => `${limit.name}: ${round(limit.value)} ${measured.unit}`).join('<br>'),
      ratios(measured)
        .map((ratio) => ratio.toFixed(2))
        .join('<br>'),
      measured.rounds.length > 10 ? `${measured.rounds.length}` : measured.rounds.map(round).join(' · '),
    ]),
  );
}

/** In characters: a longer name would make its row wider than 120 columns. */
const LONG_NAME = 60;

/**
 * The figures in a narrow table: no rounds, long names cut at their first comma, and only the first limit, which is the
 * one that a goal refers to.
 */
export const summaryTable = (figures: Figure[]): string =>
  table(
    ['what', 'measured', 'goal', '', 'share of the limit in the same run'],
    figures.map((measured) => [
      measured.name.length > LONG_NAME ? measured.name.split(',')[0]! : measured.name,
      `${round(measured.value)} ${measured.unit}`,
      goalOf(measured),
      goalResult(measured),
      limitShare(measured),
    ]),
  );

function limitShare(measured: Figure): string {
  const [limit] = measured.limits ?? [];
  const [ratio] = ratios(measured);
  if (!limit || ratio === undefined) return '';
  return `${ratio.toFixed(2)} of ${round(limit.value)} ${measured.unit}, ${limit.name}`;
}

export const costsTable = (costs: Cost[]): string =>
  table(
    ['cost', 'a purchase', 'a waiting place'],
    costs.map(({ what, purchase, place }) => [what, round(purchase), round(place)]),
  );

function goalOf({ goal, unit }: Figure): string {
  if (!goal) return '';
  const bound = goal.of === 'ratio' ? `${goal.value} of the limit` : `${round(goal.value)} ${unit}`;
  return `${goal.at === 'least' ? '≥' : '≤'} ${bound}`;
}

function goalResult(measured: Figure): string {
  const met = meetsGoal(measured);
  return met === undefined ? '' : met ? 'kept' : '**missed**';
}

/** Three significant digits; whole numbers from a hundred on. */
export function round(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
