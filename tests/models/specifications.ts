import { checkoutSpecifications } from './checkout-specifications.ts';
import { holdSpecifications } from './hold-specifications.ts';
import type { Specification } from './specification.ts';
import { stockGateSpecifications } from './stock-gate-specifications.ts';
import { admissionSpecifications } from './waiting-room-admission-specifications.ts';
import { placeSpecifications } from './waiting-room-place-specifications.ts';
import { presenceSpecifications } from './waiting-room-presence-specifications.ts';

/** The specifications of the Lua scripts and the SQL functions. */
export const specifications: Specification[] = [
  ...placeSpecifications,
  ...presenceSpecifications,
  ...admissionSpecifications,
  ...stockGateSpecifications,
  ...holdSpecifications,
  ...checkoutSpecifications,
];
