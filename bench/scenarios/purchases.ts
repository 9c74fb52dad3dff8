import { figure, median } from '../figure.ts';
import { buyAll, messageAll, steps, type StepResults } from '../purchasing.ts';
import { addTimes, timePerItem, totalTime } from '../processor-time.ts';
import type { ScenarioContext, Scenario } from '../scenario.ts';
import { databaseBytes } from '../temporal-database.ts';

export const purchases: Scenario = {
  name: 'purchases',
  about:
    'Buyers who were admitted, twelve at once: all reserve, all check out, all pay; ' +
    'in turns with the same messages to workflows that do nothing',
  async run(context: ScenarioContext) {
    const { stack, quick, say, signal } = context;
    const drop = await stack.organiser.openDrop();
    const limitUrl = await stack.startLimits();
    const [rounds, buyers] = quick ? [2, 60] : [5, 100];
    say('warming up');
    await buyAll(context, drop, 60);
    await messageAll(context, limitUrl, 60);

    const product: StepResults[] = [];
    const limit: StepResults[] = [];
    const processorTimes: Record<string, number>[] = [];
    const bytes: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      signal.throwIfAborted();
      say(`purchases, round ${round} of ${rounds}`);
      let used: Record<string, number> = {};
      const bytesBefore = databaseBytes(stack.dataDir);
      product.push(
        await buyAll(context, drop, buyers, async (_step, send) => {
          const before = stack.processorTime();
          const answered = await send();
          used = addTimes(used, timePerItem(before, stack.processorTime(), buyers));
          return answered;
        }),
      );
      processorTimes.push(used);
      bytes.push((databaseBytes(stack.dataDir) - bytesBefore) / buyers);
      say(`empty messages, round ${round} of ${rounds}`);
      limit.push(await messageAll(context, limitUrl, buyers));
    }
    const timeOf = (name: string) => processorTimes.map((times) => times[name]!);
    const stepFigures = steps.map((step) =>
      figure(
        step,
        '/s',
        product.map((round) => round[step].perSecond),
        {
          limits: [
            {
              name: 'the same message, empty activities',
              value: median(limit.map((round) => round[step].perSecond)),
            },
          ],
          goal: { of: 'ratio', at: 'least', value: 0.8 },
        },
      ),
    );
    return {
      figures: [
        ...stepFigures,
        figure('processor time of a purchase, all processes', 'ms', processorTimes.map(totalTime)),
        ...Object.keys(processorTimes[0]!).map((name) => figure(`— of it ${name}`, 'ms', timeOf(name))),
        // The database grows in steps, so a single round says little.
        figure('growth of Temporal’s database for a purchase and its place', 'bytes', [
          bytes.reduce((total, grown) => total + grown, 0) / rounds,
        ]),
      ],
    };
  },
};
