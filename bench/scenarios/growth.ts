import { figure, median } from '../figure.ts';
import type { Drop } from '../organiser-client.ts';
import { buyAll, costOf, messageAll } from '../purchasing.ts';
import type { ScenarioContext, Scenario } from '../scenario.ts';

const many = 20_000;
/** Purchases in one transaction. */
const batchSize = 100;

export const growth: Scenario = {
  name: 'growth',
  about:
    'What a purchase costs with 100 tickets of a tier sold and with 20,000, ' +
    'which are bought in Postgres through the functions of a purchase',
  async run(context: ScenarioContext) {
    const { stack, quick, say } = context;
    const drop = await stack.organiser.openDrop();
    const limitUrl = await stack.startLimits();
    const [rounds, buyers] = quick ? [1, 60] : [3, 60];
    say('the first 100');
    await buyAll(context, drop, 100);
    await messageAll(context, limitUrl, 60);

    const few = await measurePurchases(context, drop, limitUrl, { rounds, buyers });
    await sellInPostgres(context, drop, many);
    const full = await measurePurchases(context, drop, limitUrl, { rounds, buyers });
    return {
      figures: [
        figure('a purchase, 100 sold', 'ms', few.purchase),
        figure('a purchase, 20,000 sold', 'ms', full.purchase, {
          limits: [{ name: 'a purchase, 100 sold', value: median(few.purchase) }],
        }),
        figure(
          'growth of a purchase’s cost, measured against the empty messages of the same minute',
          '×',
          [median(full.relative) / median(few.relative)],
          { goal: { of: 'value', at: 'most', value: 1.1 } },
        ),
      ],
    };
  },
};

/** The cost of a purchase in milliseconds, and its ratio to the cost of the empty messages right after it. */
async function measurePurchases(
  context: ScenarioContext,
  drop: Drop,
  limitUrl: string,
  { rounds, buyers }: { rounds: number; buyers: number },
) {
  const found = { purchase: [] as number[], relative: [] as number[] };
  for (let round = 1; round <= rounds; round += 1) {
    context.signal.throwIfAborted();
    context.say(`${buyers} purchases, round ${round} of ${rounds}`);
    const cost = costOf(await buyAll(context, drop, buyers));
    found.purchase.push(cost);
    found.relative.push(cost / costOf(await messageAll(context, limitUrl, buyers)));
  }
  return found;
}

/** Buys without workflows. Transactions are short, because each purchase leaves a dead version of the tier's row. */
async function sellInPostgres(
  { stack, say, signal }: ScenarioContext,
  { eventId, tierId }: Drop,
  tickets: number,
): Promise<void> {
  for (let from = 0; from < tickets; from += batchSize) {
    signal.throwIfAborted();
    say(`${from} of ${tickets} sold`);
    await stack.db.$executeRawUnsafe(`
      DO $$
      DECLARE reservation uuid; buyer text;
      BEGIN
        FOR n IN ${from + 1}..${from + batchSize} LOOP
          reservation := gen_random_uuid();
          buyer := 'filler-' || n;
          PERFORM hold_tickets(reservation, '${eventId}', '${tierId}', buyer, gen_random_uuid(), 1, 6, 600);
          PERFORM open_checkout(reservation, buyer, gen_random_uuid(), 'key-' || n, 'filler', 600);
          PERFORM issue_tickets(
            reservation, gen_random_uuid(), ARRAY[gen_random_uuid()], ARRAY['filler-' || n], ARRAY['unsigned']);
        END LOOP;
      END $$`);
  }
  const sold = await stack.db.tier.findUniqueOrThrow({ where: { id: tierId } });
  if (sold.sold < tickets) throw new Error(`Only ${sold.sold} of ${tickets} were sold.`);
}
