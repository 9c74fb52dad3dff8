/** Nothing can be had now and something may come back: said the same way wherever somebody decides whether to wait. */
export const AllTaken = () => (
  <p class="notice">
    All tickets are taken at this moment. Those that nobody pays for come back within minutes, so a place in line may
    still be worth it.
  </p>
);
