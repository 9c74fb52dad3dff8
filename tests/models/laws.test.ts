import { describe, it } from 'vitest';
import { gateLaws } from './gate-laws.ts';
import { purchaseLaws } from './purchase-laws.ts';
import { roomLaws } from './room-laws.ts';
import { stores } from './stores.ts';

const all = stores();

describe('the scripts and functions of the stores', () => {
  it.each([...roomLaws, ...gateLaws, ...purchaseLaws])('%s', async (_, holds) => holds(all));
});
