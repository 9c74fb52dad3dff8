import { figure, median } from '../figure.ts';
import type { Drop } from '../organiser-client.ts';
import { addPastSales } from '../past-sales.ts';
import { databaseBeside, openSaleIn, purchaseMs } from '../purchase-statements.ts';
import { buyAll, costOf } from '../purchasing.ts';
import type { ScenarioContext, Scenario } from '../scenario.ts';

/** Tickets sold in the tier that is bought from, and orders of other years in the same tables. */
const plan = { sold: [0, 10_000, 50_000, 200_000], past: 1_000_000, rounds: 3, purchases: 400 };
const quickPlan = { sold: [0, 1_000, 5_000, 20_000], past: 50_000, rounds: 1, purchases: 100 };
type Plan = typeof plan;

/** A little more than all of it, so that a tier is never sold out. */
const capacity = 1_500_000;
const count = (value: number) => value.toLocaleString('en');
const atMost = (value: number) => ({ goal: { of: 'value', at: 'most', value } }) as const;

export const growth: Scenario = {
  name: 'growth',
  about:
    'What a purchase costs while a tier sells 200,000 tickets, and beside 1,000,000 orders of other years: ' +
    'all of its statements in turns over one connection, and whole purchases before and after',
  async run(context: ScenarioContext) {
    const { rounds, ...sizes } = context.quick ? quickPlan : plan;
    const statements = await measureStatements(context, { rounds, ...sizes });
    const [[, empty], ...others] = statements as [[string, number[]], ...[string, number[]][]];
    const whole = await measureWhole(context, { rounds, ...sizes });
    return {
      figures: [
        ...statements.map(([name, ms]) => figure(`statements of a purchase, ${name}`, 'ms', [median(ms)])),
        figure(
          'growth of its statements’ time, the slowest of them against none sold',
          '×',
          [Math.max(...others.map(([, ms]) => median(ms))) / median(empty)],
          atMost(1.1),
        ),
        figure('a purchase, none sold', 'ms', whole.before),
        figure('a purchase, after all of them', 'ms', whole.after, {
          limits: [{ name: 'a purchase, none sold', value: median(whole.before) }],
        }),
      ],
    };
  },
};

/**
 * Milliseconds of a purchase's statements for each number sold, one purchase after the other in turns. The orders of
 * other years are in a database of their own, because they would be beside all the others as well.
 */
async function measureStatements(context: ScenarioContext, { sold, past, purchases }: Plan) {
  const { stack, say, signal } = context;
  const [lately, years] = [
    await databaseBeside(stack.databaseUrl, stack.db),
    await databaseBeside(stack.databaseUrl, stack.db),
  ];
  try {
    const places = new Map<string, () => Promise<number>>();
    for (const many of sold) {
      say(`selling ${count(many)} in Postgres`);
      const drop = await openSaleIn(lately, capacity);
      await addPastSales(lately, { ...drop, seller: `of ${many}` }, many);
      places.set(many === 0 ? 'none sold' : `${count(many)} sold`, () => purchaseMs(lately, drop));
    }
    const over = await openSaleIn(years, capacity);
    await addPastSales(years, { ...over, seller: 'past' }, past, (done) => say(`${count(done)} orders of other years`));
    const drop = await openSaleIn(years, capacity);
    places.set(`none sold, ${count(past)} orders of other years`, () => purchaseMs(years, drop));
    for (const db of [lately, years]) {
      await db.$executeRaw`SET statement_timeout = 0`;
      await db.$executeRaw`VACUUM (ANALYZE)`;
    }
    const found = new Map([...places.keys()].map((name): [string, number[]] => [name, []]));
    for (let i = -20; i < purchases; i += 1) {
      signal.throwIfAborted();
      if (i % 50 === 0) say(`the statements of ${purchases} purchases each: ${i}`);
      for (const [name, buy] of places) {
        const ms = await buy();
        if (i >= 0) found.get(name)!.push(ms);
      }
    }
    return [...found];
  } finally {
    await Promise.all([lately.$disconnect(), years.$disconnect()]);
  }
}

/** Whole purchases through the API, when nothing is sold and when all of it is in the product's own tables. */
async function measureWhole(context: ScenarioContext, { sold, past, rounds }: Plan) {
  const { stack, say } = context;
  const [drop, over] = [await stack.organiser.openDrop({ capacity }), await openSaleIn(stack.db, capacity)];
  await stack.db.event.update({ where: { id: over.eventId }, data: { status: 'closed' } });
  say('warming up');
  await buyAll(context, drop, 200);
  const before = await measurePurchases(context, drop, { rounds, buyers: 100 });
  await addPastSales(stack.db, { ...drop, seller: 'lately' }, Math.max(...sold));
  await addPastSales(stack.db, { ...over, seller: 'past' }, past, (done) => say(`${count(done)} of other years`));
  // What the import leaves to be done would otherwise be counted for the purchases.
  await stack.db.$executeRaw`SET statement_timeout = 0`;
  await stack.db.$executeRaw`VACUUM (ANALYZE)`;
  const after = await measurePurchases(context, drop, { rounds, buyers: 100 });
  return { before, after };
}

/** Milliseconds of a purchase in each round. */
async function measurePurchases(
  context: ScenarioContext,
  drop: Drop,
  { rounds, buyers }: { rounds: number; buyers: number },
): Promise<number[]> {
  const found: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    context.signal.throwIfAborted();
    context.say(`${buyers} purchases, round ${round} of ${rounds}`);
    found.push(costOf(await buyAll(context, drop, buyers)));
  }
  return found;
}
