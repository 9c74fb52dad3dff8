/** Limits that are off while the product is measured: all of the load comes from one address. */
export const limitsOff = {
  HOLD_ADDRESS_SHARE: '100',
  RATE_LIMIT_JOIN: '0',
  RATE_LIMIT_JOIN_ADDRESS: '0',
  RATE_LIMIT_RESERVATIONS: '0',
  RATE_LIMIT_CHECKOUT_SESSIONS: '0',
  RATE_LIMIT_CHECKOUT_CONFIRM: '0',
};
