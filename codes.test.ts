import { expect, it } from 'vitest';
import { inGroups } from './codes.ts';

it('are shown in groups of four', () => {
  expect(inGroups('0A1B2C3D')).toBe('0A1B-2C3D');
  expect(inGroups('7K3MX2PQ0A1B2C3D')).toBe('7K3M-X2PQ-0A1B-2C3D');
  expect(inGroups('7K3M')).toBe('7K3M');
});
