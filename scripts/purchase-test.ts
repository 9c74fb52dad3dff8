/** vitest's arguments for one test that buys tickets on the whole stack: waiting room, hold, payment, tickets. */
export const purchaseTest = {
  file: 'tests/integration/purchase/purchase.test.ts',
  title: 'issues one signed ticket for each held ticket',
};
