import * as fc from 'fast-check';
import { deeds, events } from './deeds.ts';
import { purchaseDeeds } from './purchase-deeds.ts';
import type { World } from './world.ts';

/** Something that can happen: how often beside the others, to whom it can happen now, and what it is. */
type Doing = {
  weight: number;
  possible(world: World): boolean;
  happen(world: World, pick: number, detail: number): Promise<void>;
};

const doing = <Doer>(
  weight: number,
  who: (world: World) => Doer[],
  deed: (world: World, doer: Doer, detail: number) => Promise<void>,
): Doing => ({
  weight,
  possible: (world) => who(world).length > 0,
  happen: (world, pick, detail) => deed(world, who(world)[pick % who(world).length]!, detail),
});

/** Those to whom it makes a difference, or all where it makes none to anybody: most commands should do something. */
const rather = <One>(all: One[], some: One[]) => (some.length > 0 ? some : all);

const anybody = ({ people }: World) => people;
const newcomers = ({ people, room }: World) =>
  rather(
    people,
    people.filter(({ id }) => !room.of(id)),
  );
const admitted = ({ people, room }: World) =>
  rather(
    people,
    people.filter(({ id, token }) => token !== undefined && room.of(id)?.admitted === true),
  );
const open = ({ purchases }: World) =>
  rather(
    purchases,
    purchases.filter(({ run }) => !run.over),
  );
const theWorld = (world: World) => [world];

const doings: Record<string, Doing> = {
  join: doing(6, newcomers, deeds.join),
  look: doing(4, anybody, deeds.look),
  leave: doing(2, anybody, deeds.leave),
  reserve: doing(16, admitted, deeds.reserve),
  reserveAgainstTheGate: doing(1, anybody, deeds.reserveAgainstTheGate),
  checkout: doing(10, open, purchaseDeeds.checkout),
  pay: doing(8, open, purchaseDeeds.pay),
  payTwiceAtOnce: doing(3, open, purchaseDeeds.payTwiceAtOnce),
  cancel: doing(2, open, purchaseDeeds.cancel),
  cancelAndPayAtOnce: doing(3, open, purchaseDeeds.cancelAndPayAtOnce),
  deadline: doing(2, open, purchaseDeeds.deadline),
  overdue: doing(2, open, purchaseDeeds.overdue),
  engineerCancels: doing(1, open, purchaseDeeds.engineerCancels),
  wave: doing(6, theWorld, events.wave),
  pauseOrResume: doing(2, theWorld, events.pauseOrResume),
  sweep: doing(3, theWorld, events.sweep),
  repair: doing(2, theWorld, events.repair),
  gateLost: doing(1, theWorld, events.gateLost),
  provider: doing(3, theWorld, events.provider),
};

class Command implements fc.AsyncCommand<World, World> {
  readonly #name: string;
  readonly #doing: Doing;
  readonly #pick: number;
  readonly #detail: number;
  readonly #weather: number;

  constructor(name: string, what: Doing, pick: number, detail: number, weather: number) {
    this.#name = name;
    this.#doing = what;
    this.#pick = pick;
    this.#detail = detail;
    this.#weather = weather;
  }

  check = (world: World) => world.inTime && this.#doing.possible(world);

  async run(world: World): Promise<void> {
    world.weather.change(this.#weather);
    await this.#doing.happen(world, this.#pick, this.#detail).finally(() => {
      if (world.wrong) throw world.wrong;
    });
    world.done += 1;
  }

  toString = () => `${this.#name}(${this.#pick}, ${this.#detail}, weather ${this.#weather})`;
}

/** Two commands of three in fine weather. */
const weather = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 ** 31 - 1 }) },
);

/** Sequences of at most so many commands. */
export const commands = (most: number) =>
  fc.commands(
    Object.entries(doings).flatMap(([name, what]) =>
      Array<fc.Arbitrary<Command>>(what.weight).fill(
        fc
          .tuple(fc.nat(59), fc.nat(11), weather)
          .map(([pick, detail, seed]) => new Command(name, what, pick, detail, seed)),
      ),
    ),
    { maxCommands: most, size: 'max' },
  );
