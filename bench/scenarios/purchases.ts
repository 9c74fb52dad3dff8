import { figure, median } from '../figure.ts';
import { buyAll, messageAll, steps, type StepResults } from '../purchasing.ts';
import type { ScenarioContext, Scenario } from '../scenario.ts';

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
    for (let round = 1; round <= rounds; round += 1) {
      signal.throwIfAborted();
      say(`purchases, round ${round} of ${rounds}`);
      product.push(await buyAll(context, drop, buyers));
      say(`empty messages, round ${round} of ${rounds}`);
      limit.push(await messageAll(context, limitUrl, buyers));
    }
    return {
      figures: steps.map((step) =>
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
      ),
    };
  },
};
