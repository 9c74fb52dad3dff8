import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { purchaseTest } from './purchase-test.ts';

it('names one test that exists, so that a check on another Node cannot pass without a purchase', () => {
  const { file, title } = purchaseTest;
  expect(readFileSync(file, 'utf8').split(`it('${title}`)).toHaveLength(2);
});
