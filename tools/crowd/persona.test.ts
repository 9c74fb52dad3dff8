import { describe, expect, it } from 'vitest';
import { persona, seededRandom } from './persona.ts';

const shares = { seed: 7, abandon: 0.2, failPayment: 0.1, retry: 0.3 };
const crowd = (seed: number) => Array.from({ length: 10_000 }, (_, number) => persona({ ...shares, seed }, number));
const behaviour = ({ random, ...rest }: ReturnType<typeof persona>) => ({ ...rest, next: random() });

describe('a seeded crowd', () => {
  it('behaves the same for the same seed and otherwise for another', () => {
    expect(crowd(7).map(behaviour)).toEqual(crowd(7).map(behaviour));
    expect(crowd(7).map(behaviour)).not.toEqual(crowd(8).map(behaviour));
  });

  it('has about the shares that were asked for', () => {
    const people = crowd(7);
    const share = (is: (one: (typeof people)[number]) => boolean) => people.filter(is).length / people.length;
    expect(share(({ ending }) => ending.startsWith('abandons'))).toBeCloseTo(0.2, 1);
    expect(share(({ ending }) => ending === 'fails_payment')).toBeCloseTo(0.1, 1);
    expect(share(({ repeats }) => repeats === 'in_turn')).toBeCloseTo(0.15, 1);
    expect(share(({ repeats }) => repeats === 'at_once')).toBeCloseTo(0.15, 1);
    for (const quantity of [1, 2, 3, 4]) expect(share((one) => one.quantity === quantity)).toBeCloseTo(0.25, 1);
  });

  it('has nobody who abandons, fails or repeats when those shares are 0', () => {
    const people = Array.from({ length: 1_000 }, (_, number) =>
      persona({ seed: 1, abandon: 0, failPayment: 0, retry: 0 }, number),
    );
    expect(people.every(({ ending, repeats }) => ending === 'pays' && repeats === undefined)).toBe(true);
  });

  it('draws evenly from 0 up to but not including 1', () => {
    const random = seededRandom(2 ** 32 - 1);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 100_000; draw += 1) tenths[Math.floor(random() * 10)]! += 1;
    expect(tenths).toHaveLength(10);
    for (const count of tenths) expect(count / 100_000).toBeCloseTo(0.1, 1);
  });
});
