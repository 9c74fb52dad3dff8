import { randomBytes } from 'node:crypto';

/** An id as Stripe makes them: `pi_`, `re_`, `ch_`, `evt_` and what nobody can guess. */
export const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;

/** Stripe's times are whole seconds. */
export const madeNow = (): number => Math.floor(Date.now() / 1_000);

/** Tells the world that an object has changed, as it is now. */
export type Tell = (type: string, object: object) => void;
