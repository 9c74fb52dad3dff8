import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeTestFolder } from '../../scripts/test-folder.ts';
import type { Progress } from '../../scripts/progress.ts';
import { median } from '../figure.ts';
import { totalTime } from '../processor-time.ts';
import { checkOut, checkOutThis, type Checkout } from './checkout.ts';
import { measureProduct, type Load, type Measured } from './load.ts';
import { startProduct } from './product.ts';

/** A product that was just started is still busy with its start. */
const SETTLE_MS = 3_000;

type Round = Measured & { readyMs: number };
export type Comparison = { name: string; unit: string; before: number; after: number; ratios: number[] };

/**
 * Starts the product of another commit and this one in turns, each with an empty database, and sends the same load to
 * both. Each figure is compared within its round, so that a drift of the machine's speed affects both alike.
 */
export async function compareWith(
  reference: string,
  { rounds, ...load }: Load & { rounds: number },
  progress: Progress,
  signal: AbortSignal,
): Promise<Comparison[]> {
  const checkouts = await progress.task('Checkouts', async (report) => [
    await checkOut(reference, report, signal),
    await checkOutThis(report, signal),
  ]);
  const [before, after]: [Round[], Round[]] = [[], []];
  for (let round = 1; round <= rounds; round += 1) {
    const turns = [
      { checkout: checkouts[0]!, found: before },
      { checkout: checkouts[1]!, found: after },
    ];
    // Who begins changes, so that neither always meets a machine that the other has warmed up.
    for (const { checkout, found } of round % 2 === 1 ? turns : turns.toReversed()) {
      const name = `${checkout.name}, round ${round} of ${rounds}`;
      found.push(await progress.task(name, (report) => measureRound(checkout, load, report, signal), summary));
    }
  }
  return comparisons(before, after);
}

async function measureRound(
  checkout: Checkout,
  load: Load,
  report: (text: string) => void,
  signal: AbortSignal,
): Promise<Round> {
  const folder = await makeTestFolder();
  try {
    report('starting');
    const product = await startProduct(checkout, signal);
    try {
      await pause(SETTLE_MS, undefined, { signal });
      report('under load');
      return { ...(await measureProduct({ product, load, folder: folder.path, signal })), readyMs: product.readyMs };
    } finally {
      report('stopping');
      await product.stop();
    }
  } finally {
    await folder.remove();
  }
}

const summary = ({ purchases, processorTime }: Round) =>
  `${purchases.toFixed(1)} purchases/s, ${totalTime(processorTime).toFixed(0)} ms of processor time each`;

function comparisons(before: Round[], after: Round[]): Comparison[] {
  const compare = (name: string, unit: string, of: (round: Round) => number): Comparison => ({
    name,
    unit,
    before: median(before.map(of)),
    after: median(after.map(of)),
    ratios: before.map((round, i) => ratio(of(after[i]!), of(round))),
  });
  const rates = ['reserve', 'checkout', 'confirm', 'purchases', 'polls', 'joins'] as const;
  const parts = Object.keys(after[0]!.processorTime) as (keyof Round['processorTime'])[];
  return [
    ...rates.map((name) => compare(name, '/s', (round) => round[name])),
    compare('processor time of a purchase', 'ms', ({ processorTime }) => totalTime(processorTime)),
    ...parts.map((part) => compare(`— of it ${part}`, 'ms', ({ processorTime }) => processorTime[part])),
    compare('refused with 503', '', ({ refused }) => refused),
    compare('npm start until ready', 'ms', ({ readyMs }) => readyMs),
  ];
}

/** Two zeros are alike. */
const ratio = (after: number, before: number) => (after === before ? 1 : after / before);

/** The comparison as a table of Markdown. @returns the file that it was written to. */
export function writeComparison(reference: string, command: string, compared: Comparison[]): string {
  const folder = join('.data', 'bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'against.md');
  writeFileSync(
    file,
    [`# Against ${reference}`, '', `Made by \`${command}\`.`, '', comparisonTable(compared), ''].join('\n'),
  );
  return file;
}

export const comparisonTable = (compared: Comparison[]): string =>
  [
    '| what | before | now | ratio | of the rounds |',
    '| --- | ---: | ---: | ---: | --- |',
    ...compared.map(
      ({ name, unit, before, after, ratios }) =>
        `| ${name} | ${rounded(before)} ${unit} | ${rounded(after)} ${unit} | ${median(ratios).toFixed(2)} | ` +
        `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} |`,
    ),
  ].join('\n');

const rounded = (value: number) => (value >= 100 ? Math.round(value) : value.toFixed(1));
