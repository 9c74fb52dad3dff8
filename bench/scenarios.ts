import type { Scenario } from './scenario.ts';
import { backlog } from './scenarios/backlog.ts';
import { checkUp } from './scenarios/check-up.ts';
import { costs } from './scenarios/costs.ts';
import { expiry } from './scenarios/expiry.ts';
import { growth } from './scenarios/growth.ts';
import { joins } from './scenarios/joins.ts';
import { memory } from './scenarios/memory.ts';
import { opening } from './scenarios/opening.ts';
import { pages } from './scenarios/pages.ts';
import { polls } from './scenarios/polls.ts';
import { processes } from './scenarios/processes.ts';
import { purchases } from './scenarios/purchases.ts';
import { start } from './scenarios/start.ts';
import { turns } from './scenarios/turns.ts';
import { waves } from './scenarios/waves.ts';

/** In the order in which they run and are reported. */
export const scenarios: Scenario[] = [
  joins,
  polls,
  purchases,
  waves,
  backlog,
  turns,
  processes,
  growth,
  memory,
  opening,
  expiry,
  checkUp,
  pages,
  costs,
  start,
];
