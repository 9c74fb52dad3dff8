import { inGroups } from '../../../../codes.ts';
import { useLocation } from '@solidjs/router';
import { Match, onCleanup, Show, Switch } from 'solid-js';
import { createPolling } from '../../http/polling.ts';
import { Page } from '../../ui/page.tsx';
import { PollingNotice } from '../../ui/polling-notice.tsx';
import { OrderSummary } from '../order-summary.tsx';
import { TicketList } from './ticket-list.tsx';
import { findLinkedOrder, ticketsPollInterval } from './tickets.ts';

/** The order that a link in a mail opens. Its token stands after the #, which browsers send to nobody. */
export function LinkedOrderPage() {
  const location = useLocation();
  const linked = createPolling(() => findLinkedOrder(location.hash.replace(/^#/, '')), ticketsPollInterval);
  const order = () => linked.latest()?.found;
  tellNobodyWhere();
  return (
    <Page title="Your tickets">
      <PollingNotice polling={linked} />
      <Switch fallback={<p class="muted" innerText={linked.problem() ? '' : 'Fetching your tickets…'} />}>
        <Match when={order()}>
          {(found) => (
            <>
              <p>
                Order <strong translate="no" innerText={inGroups(found().order.number)} />
              </p>
              <TicketList tickets={found().tickets} />
              <Show when={found().order.total_price_cents > 0}>
                <OrderSummary bought={found().order} />
              </Show>
            </>
          )}
        </Match>
        <Match when={linked.latest()}>
          <div class="notice" role="alert">
            <h2>This link opens no order</h2>
            <p>
              It may be incomplete, or a newer mail has replaced it. Look for the newest mail about your order, or ask
              the organiser to send it again.
            </p>
          </div>
        </Match>
      </Switch>
    </Page>
  );
}

/** While the page is open, no request says from where it comes. */
function tellNobodyWhere(): void {
  const policy = Object.assign(document.createElement('meta'), { name: 'referrer', content: 'no-referrer' });
  document.head.append(policy);
  onCleanup(() => policy.remove());
}
