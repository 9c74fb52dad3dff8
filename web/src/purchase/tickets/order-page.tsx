import { A, useParams } from '@solidjs/router';
import { Match, Show, Switch } from 'solid-js';
import { createPolling } from '../../http/polling.ts';
import { money } from '../../ui/money.ts';
import { Page } from '../../ui/page.tsx';
import { PollingNotice } from '../../ui/polling-notice.tsx';
import { OrderSummary } from '../order-summary.tsx';
import { TicketList } from './ticket-list.tsx';
import { MailsNotice } from './mails-notice.tsx';
import { ReceiptNotice } from './receipt-notice.tsx';
import { TicketsLink } from './tickets-link.tsx';
import { findOrder, ticketsPollInterval, type Ticket } from './tickets.ts';
import { voidText } from './void-ticket.ts';

/** The end of a purchase: the paid order and its tickets. */
export function OrderPage() {
  const id = useParams()['id']!;
  const purchase = createPolling(() => findOrder(id), ticketsPollInterval);
  const isVoid = ({ status }: Ticket) => status === 'void';
  const voidTicket = () => purchase.latest()?.tickets.find(isVoid);
  const isAllVoid = () => purchase.latest()?.tickets.every(isVoid) === true;
  const heading = () => {
    if (!purchase.latest()?.order) return 'Your tickets';
    return isAllVoid() ? 'Your tickets are not valid any more' : 'You are going!';
  };
  /** Of some void tickets, each says for itself why it is. */
  const voidNotice = (ticket: Ticket) =>
    isAllVoid() ? voidText(ticket) : partText(purchase.latest()!.tickets.filter(isVoid).length);
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
                {(ticket) => <p class="notice" innerText={`${voidNotice(ticket())} ${paidText(paid())}`} />}
              </Show>
              <Show
                when={paid().buyer_erased_at === null}
                fallback={
                  <p class="notice">
                    Your name and your e-mail address were erased, so no mail about this order is sent any more.
                  </p>
                }
              >
                <Show when={!isAllVoid()}>
                  <ReceiptNotice orderId={paid().id} receipt={paid().receipt} onSent={purchase.refresh} />
                </Show>
                <MailsNotice orderId={paid().id} mails={paid().mails} isVoid={isAllVoid()} onSent={purchase.refresh} />
              </Show>
              <TicketsLink />
              <TicketList tickets={purchase.latest()!.tickets} />
              <Show when={paid().total_price_cents > 0 && purchase.latest()!.tickets[0]?.tier.name}>
                {(tier_name) => <OrderSummary bought={{ ...paid(), tier_name: tier_name() }} />}
              </Show>
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

const partText = (count: number) =>
  count === 1 ? '1 of your tickets is not valid any more.' : `${count} of your tickets are not valid any more.`;

type Paid = { total_price_cents: number; refunded_cents: number; currency: string; quantity: number };

function paidText({ total_price_cents, refunded_cents, currency, quantity }: Paid): string {
  const tickets = quantity === 1 ? '1 ticket' : `${quantity} tickets`;
  if (total_price_cents === 0) return `Nothing to pay for ${tickets}.`;
  const back = refunded_cents > 0 && refunded_cents < total_price_cents;
  const given = back ? ` ${money(refunded_cents, currency)} were given back.` : '';
  return `Paid ${money(total_price_cents, currency)} for ${tickets}.${given}`;
}
