import { seed } from '../../prisma/seed.ts';
import { figure } from '../figure.ts';
import { pageWeight } from '../page-weight.ts';
import type { ScenarioContext, Scenario } from '../scenario.ts';

export const pages: Scenario = {
  name: 'pages',
  about:
    'What the first page costs somebody on a phone who was never here: ' +
    'each round a new visitor with an empty cache, in Chromium on the same machine',
  async run({ stack, quick, say }: ScenarioContext) {
    await seed(stack.databaseUrl, 'USD');
    const webUrl = await stack.startWeb();
    say('visitors come');
    return {
      figures: (await pageWeight(webUrl, quick ? 2 : 7)).map(({ name, unit, rounds, goal }) =>
        figure(name, unit, rounds, { goal }),
      ),
    };
  },
};
