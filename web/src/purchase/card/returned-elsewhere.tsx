import { A } from '@solidjs/router';

/** The bank's page led back to a browser that has not begun the purchase, such as one that its app has opened. */
export const ReturnedElsewhere = () => (
  <div class="notice" role="status">
    <h2>Please go back to the browser in which you chose your tickets</h2>
    <p>
      Your bank has opened another one, which does not know your purchase. Where you began, the page notices by itself
      when your payment has gone through. With your address we also send the tickets by e-mail.
    </p>
    <A class="button quiet" href="/my-tickets">
      See my tickets
    </A>
  </div>
);
