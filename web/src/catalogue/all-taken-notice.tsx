/** For the pages on which a buyer decides whether to wait: every ticket is held or sold, and holds may still end. */
export const AllTakenNotice = () => (
  <p class="notice">
    All tickets are taken at this moment. Those that nobody pays for come back within minutes, so a place in line may
    still be worth it.
  </p>
);
