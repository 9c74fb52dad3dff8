import { figure, median } from '../figure.ts';
import type { Drop } from '../organiser.ts';
import { buyAll, costOf, messageAll } from '../purchasing.ts';
import type { Bench, Scenario } from '../scenario.ts';

const many = 20_000;
const atOnce = 100;

export const growth: Scenario = {
  name: 'growth',
  about:
    'What a purchase costs with 100 tickets of a tier sold and with 20,000, which are bought in Postgres through the functions of a purchase',
  async run(bench: Bench) {
    const { stack, quick, say } = bench;
    const drop = await stack.organiser.drop();
    const limitUrl = await stack.startLimits();
    const [rounds, buyers] = quick ? [1, 60] : [3, 60];
    say('the first 100');
    await buyAll(bench, drop, 100);
    await messageAll(bench, limitUrl, 60);

    const few = await compared(bench, drop, limitUrl, { rounds, buyers });
    await sell(bench, drop, many);
    const full = await compared(bench, drop, limitUrl, { rounds, buyers });
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

/** The cost of a purchase, and how many times that of the empty messages right after it. */
async function compared(
  bench: Bench,
  drop: Drop,
  limitUrl: string,
  { rounds, buyers }: { rounds: number; buyers: number },
) {
  const found = { purchase: [] as number[], relative: [] as number[] };
  for (let round = 1; round <= rounds; round += 1) {
    bench.signal.throwIfAborted();
    bench.say(`${buyers} purchases, round ${round} of ${rounds}`);
    const cost = costOf(await buyAll(bench, drop, buyers));
    found.purchase.push(cost);
    found.relative.push(cost / costOf(await messageAll(bench, limitUrl, buyers)));
  }
  return found;
}

/** Buys without workflows. A transaction is short, because each of its purchases leaves old versions of one row behind. */
async function sell({ stack, say, signal }: Bench, { eventId, tierId }: Drop, tickets: number): Promise<void> {
  for (let from = 0; from < tickets; from += atOnce) {
    signal.throwIfAborted();
    say(`${from} of ${tickets} sold`);
    await stack.db.$executeRawUnsafe(`
      DO $$
      DECLARE place uuid; who text;
      BEGIN
        FOR n IN ${from + 1}..${from + atOnce} LOOP
          place := gen_random_uuid();
          who := 'filler-' || n;
          PERFORM hold_tickets(place, '${eventId}', '${tierId}', who, gen_random_uuid(), 1, 6, 600);
          PERFORM open_checkout(place, who, gen_random_uuid(), 'key-' || n, 'filler', 600);
          PERFORM issue_tickets(place, gen_random_uuid(), ARRAY[gen_random_uuid()], ARRAY['filler-' || n], ARRAY['unsigned']);
        END LOOP;
      END $$`);
  }
  const sold = await stack.db.tier.findUniqueOrThrow({ where: { id: tierId } });
  if (sold.sold < tickets) throw new Error(`Only ${sold.sold} of ${tickets} were sold.`);
}
