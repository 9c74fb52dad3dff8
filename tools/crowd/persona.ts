/**
 * How one buyer behaves. Drawn from the seed and the buyer's number alone, so that a run can be repeated however its
 * requests interleave.
 */
export type Persona = {
  quantity: number;
  /** 0 to 1: where the preferred tier stands in the list of tiers. */
  tierPreference: number;
  ending: 'pays' | 'abandons_hold' | 'abandons_checkout' | 'fails_payment';
  /** Sends every request twice: one after the other, or both at once. */
  repeats?: 'in_turn' | 'at_once';
  /** Tries a card that is declined before one that pays. */
  firstCardDeclined: boolean;
  /** Asks for one ticket over the limit after having bought. */
  exceedsLimit: boolean;
  /** 0 to 1: when in the arrival window the buyer arrives. */
  arrival: number;
  random: () => number;
};

const EXCEEDS_LIMIT_SHARE = 0.1;
const FIRST_CARD_DECLINED_SHARE = 0.15;
export const MAX_TICKETS = 4;

/**
 * Mulberry32 (Tommy Ettinger, public domain): small, and evenly spread enough for a behaviour mix.
 * @returns a function that draws numbers in [0, 1).
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The buyer with this number (from 0) in the crowd of this seed. */
export function persona(
  shares: { seed: number; abandon: number; failPayment: number; retry: number },
  number: number,
): Persona {
  // The number is spread over all bits first, so that the random numbers of neighbours are unrelated.
  const random = seededRandom(shares.seed ^ Math.imul(number + 1, 0x9e3779b1));
  const quantity = 1 + Math.floor(random() * MAX_TICKETS);
  const tierPreference = random();
  const endingDraw = random();
  const repeatDraw = random();
  const exceedsLimit = random() < EXCEEDS_LIMIT_SHARE;
  const arrival = random();
  const firstCardDeclined = random() < FIRST_CARD_DECLINED_SHARE;
  const ending =
    endingDraw < shares.abandon / 2
      ? 'abandons_hold'
      : endingDraw < shares.abandon
        ? 'abandons_checkout'
        : endingDraw < shares.abandon + shares.failPayment
          ? 'fails_payment'
          : 'pays';
  const repeats = repeatDraw < shares.retry / 2 ? 'in_turn' : repeatDraw < shares.retry ? 'at_once' : undefined;
  return {
    quantity,
    tierPreference,
    ending,
    firstCardDeclined,
    exceedsLimit,
    arrival,
    random,
    ...(repeats && { repeats }),
  };
}
