import { A, useParams } from '@solidjs/router';
import { Match, Show, Switch } from 'solid-js';
import { createPolling } from '../../http/polling.ts';
import { money } from '../../ui/money.ts';
import { Page } from '../../ui/page.tsx';
import { PollingNotice } from '../../ui/polling-notice.tsx';
import { TicketList } from './ticket-list.tsx';
import { MailsNotice } from './mails-notice.tsx';
import { ReceiptNotice } from './receipt-notice.tsx';
import { TicketsLink } from './tickets-link.tsx';
import { findOrder, ticketsPollInterval } from './tickets.ts';
import { voidText } from './void-ticket.ts';

/** The end of a purchase: the paid order and its tickets. */
export function OrderPage() {
  const id = useParams()['id']!;
  const purchase = createPolling(() => findOrder(id), ticketsPollInterval);
  const voidTicket = () => purchase.latest()?.tickets.find(({ status }) => status === 'void');
  const heading = () => {
    if (!purchase.latest()?.order) return 'Your tickets';
    return voidTicket() ? 'Your tickets are not valid any more' : 'You are going!';
  };
  return (
    <Page title="Your tickets" heading={heading()}>
      <PollingNotice polling={purchase} eventId={id} />
      <Switch
        fallback={
          <Show when={!purchase.problem()}>
            <p class="muted">Fetching your tickets…</p>
          </Show>
        }
      >
        <Match when={purchase.latest()?.order}>
          {(paid) => (
            <>
              <Show when={voidTicket()} fallback={<p class="notice good" innerText={paidText(paid())} />}>
                {(ticket) => <p class="notice" innerText={`${voidText(ticket())} ${paidText(paid())}`} />}
              </Show>
              <Show
                when={paid().buyer_erased_at === null}
                fallback={
                  <p class="notice">
                    Your name and your e-mail address were erased, so no mail about this order is sent any more.
                  </p>
                }
              >
                <Show when={!voidTicket()}>
                  <ReceiptNotice orderId={paid().id} receipt={paid().receipt} onSent={purchase.refresh} />
                </Show>
                <MailsNotice
                  orderId={paid().id}
                  mails={paid().mails}
                  isVoid={voidTicket() !== undefined}
                  onSent={purchase.refresh}
                />
              </Show>
              <TicketsLink />
              <TicketList tickets={purchase.latest()!.tickets} />
              <p class="muted not-printed">
                You find them again under <A href="/my-tickets">My tickets</A>.
              </p>
            </>
          )}
        </Match>
        <Match when={purchase.latest()}>
          <p>
            You have bought nothing for this event yet. <A href={`/events/${id}`}>Back to the event</A>
          </p>
        </Match>
      </Switch>
    </Page>
  );
}

type Paid = { total_price_cents: number; currency: string; quantity: number };

function paidText({ total_price_cents, currency, quantity }: Paid): string {
  const tickets = quantity === 1 ? '1 ticket' : `${quantity} tickets`;
  if (total_price_cents === 0) return `Nothing to pay for ${tickets}.`;
  return `Paid ${money(total_price_cents, currency)} for ${tickets}.`;
}
