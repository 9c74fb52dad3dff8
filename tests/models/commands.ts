import * as fc from 'fast-check';
import { buyerActions } from './buyer-actions.ts';
import { purchaseActions } from './purchase-actions.ts';
import type { Simulation } from './simulation.ts';
import { systemActions } from './system-actions.ts';

/** An action with its relative frequency. `pick` selects one of its possible targets. */
type Action = {
  weight: number;
  possible(simulation: Simulation): boolean;
  run(simulation: Simulation, pick: number, detail: number): Promise<void>;
};

const action = <Target>(
  weight: number,
  targets: (simulation: Simulation) => Target[],
  run: (simulation: Simulation, target: Target, detail: number) => Promise<void>,
): Action => ({
  weight,
  possible: (simulation) => targets(simulation).length > 0,
  run: (simulation, pick, detail) => run(simulation, targets(simulation)[pick % targets(simulation).length]!, detail),
});

/** The preferred targets, or all when there is none of them: most commands should have an effect. */
const preferring = <Target>(all: Target[], preferred: Target[]) => (preferred.length > 0 ? preferred : all);

const allBuyers = ({ buyers }: Simulation) => buyers;
const newBuyers = ({ buyers, models }: Simulation) =>
  preferring(
    buyers,
    buyers.filter(({ id }) => !models.waitingRoom.placeOf(id)),
  );
const admittedBuyers = ({ buyers, models }: Simulation) =>
  preferring(
    buyers,
    buyers.filter(({ id, token }) => token !== undefined && models.waitingRoom.placeOf(id)?.admitted === true),
  );
const runningPurchases = ({ purchases }: Simulation) =>
  preferring(
    purchases,
    purchases.filter(({ run }) => !run.ended),
  );
const wholeSimulation = (simulation: Simulation) => [simulation];

// A seed stands for the same sequence only as long as order and weights of the actions stay the same.
const actions: Record<string, Action> = {
  join: action(6, newBuyers, buyerActions.join),
  checkPosition: action(4, allBuyers, buyerActions.checkPosition),
  leave: action(2, allBuyers, buyerActions.leave),
  reserve: action(16, admittedBuyers, buyerActions.reserve),
  reserveWithoutClaim: action(1, allBuyers, buyerActions.reserveWithoutClaim),
  checkout: action(10, runningPurchases, purchaseActions.checkout),
  pay: action(8, runningPurchases, purchaseActions.pay),
  payTwiceAtOnce: action(3, runningPurchases, purchaseActions.payTwiceAtOnce),
  cancel: action(2, runningPurchases, purchaseActions.cancel),
  cancelAndPayAtOnce: action(3, runningPurchases, purchaseActions.cancelAndPayAtOnce),
  reachDeadline: action(2, runningPurchases, purchaseActions.reachDeadline),
  missDeadline: action(2, runningPurchases, purchaseActions.missDeadline),
  cancelWorkflow: action(1, runningPurchases, purchaseActions.cancelWorkflow),
  admitWave: action(6, wholeSimulation, systemActions.admitWave),
  pauseOrResume: action(2, wholeSimulation, systemActions.pauseOrResume),
  sweepHolds: action(3, wholeSimulation, systemActions.sweepHolds),
  repairGate: action(2, wholeSimulation, systemActions.repairGate),
  loseStockGate: action(1, wholeSimulation, systemActions.loseStockGate),
  switchProvider: action(3, wholeSimulation, systemActions.switchProvider),
};

class Command implements fc.AsyncCommand<Simulation, Simulation> {
  readonly #name: string;
  readonly #action: Action;
  readonly #pick: number;
  readonly #detail: number;
  readonly #faultSeed: number;

  constructor(name: string, what: Action, pick: number, detail: number, faultSeed: number) {
    this.#name = name;
    this.#action = what;
    this.#pick = pick;
    this.#detail = detail;
    this.#faultSeed = faultSeed;
  }

  check = (simulation: Simulation) => simulation.withinTimeLimit && this.#action.possible(simulation);

  async run(simulation: Simulation): Promise<void> {
    simulation.faults.reseed(this.#faultSeed);
    await this.#action.run(simulation, this.#pick, this.#detail).finally(() => {
      if (simulation.mismatch) throw simulation.mismatch;
    });
    simulation.commandsRun += 1;
  }

  toString = () => `${this.#name}(${this.#pick}, ${this.#detail}, faults ${this.#faultSeed})`;
}

/** Two commands of three run without faults (seed 0). */
const faultSeeds = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 ** 31 - 1 }) },
);

/** Sequences of at most `maxCommands` commands. */
export const commands = (maxCommands: number) =>
  fc.commands(
    Object.entries(actions).flatMap(([name, what]) =>
      Array<fc.Arbitrary<Command>>(what.weight).fill(
        fc
          .tuple(fc.nat(59), fc.nat(11), faultSeeds)
          .map(([pick, detail, seed]) => new Command(name, what, pick, detail, seed)),
      ),
    ),
    { maxCommands, size: 'max' },
  );
