import { useLocation, useNavigate, useParams } from '@solidjs/router';
import { createEffect, createSignal, Match, Show, Switch } from 'solid-js';
import { EventLink } from '../catalogue/event-link.tsx';
import { createPolling } from '../http/polling.ts';
import { serverNow } from '../http/server-clock.ts';
import { announce } from '../ui/announce.tsx';
import { Deadline } from '../ui/deadline.tsx';
import { money } from '../ui/money.ts';
import { Page } from '../ui/page.tsx';
import { PollingNotice } from '../ui/polling-notice.tsx';
import { StorageWarning } from '../ui/storage-warning.tsx';
import { CardStep } from './card/card-step.tsx';
import { ReturnedElsewhere } from './card/returned-elsewhere.tsx';
import { EndedNotice } from './ended-notice.tsx';
import { ContactSummary } from './contact-summary.tsx';
import { FreeStep } from './free-step.tsx';
import { GiveBackButton } from './give-back-button.tsx';
import { HeldStep } from './held-step.tsx';
import type { ReservationSummary } from './hold.ts';
import { OrderSummary } from './order-summary.tsx';
import { PaymentStep } from './payment-step.tsx';
import { pathOf, readProgress } from './progress.ts';
import { purchasePollInterval, readPurchase, type Purchase } from './purchase.ts';
import './purchase.css';

/** From a hold to its tickets. The server determines the step; the page keeps no step of its own. */
export function CheckoutPage() {
  const id = useParams()['id']!;
  const navigate = useNavigate();
  const location = useLocation();
  /** The bank's page leads back here, with what the payment provider adds to the address. */
  const isBackFromBank = new URLSearchParams(location.search).has('payment_intent');
  const purchase = createPolling(() => readPurchase(id), purchasePollInterval);
  const [lastReservation, setLastReservation] = createSignal<ReservationSummary>();

  const atStage = <Stage extends Purchase['stage']>(stage: Stage) => {
    const latest = purchase.latest();
    return latest?.stage === stage ? (latest as Extract<Purchase, { stage: Stage }>) : undefined;
  };
  const reservation = () => (atStage('held') ?? atStage('paying'))?.reservation;
  /** How a hold without a checkout session ended. The API does not return it any more, and nothing was charged. */
  const endOfHold = () => {
    const last = atStage('none') && lastReservation();
    return last && (Date.parse(last.expires_at) > serverNow() + 1_000 ? 'canceled' : 'expired');
  };
  const endReason = () => atStage('ended')?.reason ?? endOfHold();
  const isFree = () => reservation()?.total_price_cents === 0;
  const title = () => {
    if (endReason()) return 'This purchase has ended';
    if (atStage('paying') && !isFree()) return 'Pay for your tickets';
    return reservation() ? 'Your tickets are held' : 'Your purchase';
  };

  if (isBackFromBank) navigate(location.pathname, { replace: true });
  createEffect(() => reservation() && setLastReservation(reservation()));
  createEffect(() => {
    if (!atStage('paid')) return;
    announce('Paid. Your tickets are here.');
    navigate(`/events/${id}/order`, { replace: true });
  });
  createEffect(() => {
    if (atStage('none') && !lastReservation() && !isBackFromBank)
      void readProgress(id).then(
        (progress) => navigate(pathOf(id, progress), { replace: true }),
        () => navigate(`/events/${id}`, { replace: true }),
      );
  });

  return (
    <Page title={title()}>
      <EventLink eventId={id} />
      <PollingNotice
        polling={purchase}
        eventId={id}
        meanwhile="Tickets that you hold stay yours until the time below is over, and it goes on running."
      />
      <Switch fallback={<p class="muted" innerText={purchase.problem() ? '' : 'Looking at what you hold…'} />}>
        <Match when={reservation()}>
          {(held) => (
            <>
              <Deadline label="Held for you" until={held().expires_at} onPassed={purchase.refresh} />
              <OrderSummary bought={held()} />
              <StorageWarning />
              <Switch fallback={<HeldStep eventId={id} reservationId={held().id} onChange={purchase.refresh} />}>
                <Match when={isFree()}>
                  <FreeStep eventId={id} reservationId={held().id} onChange={purchase.refresh} />
                </Match>
                <Match when={atStage('paying')}>
                  {(paying) => (
                    <>
                      <ContactSummary
                        eventId={id}
                        reservationId={held().id}
                        contact={paying().contact}
                        onChange={purchase.refresh}
                      />
                      <Show
                        when={!paying().isSimulated}
                        fallback={
                          <PaymentStep
                            eventId={id}
                            sessionId={paying().sessionId}
                            total={money(held().total_price_cents, held().currency)}
                            onChange={purchase.refresh}
                          />
                        }
                      >
                        <CardStep
                          eventId={id}
                          sessionId={paying().sessionId}
                          payment={paying().payment}
                          paymentSent={paying().paymentSent}
                          onChange={purchase.refresh}
                        />
                      </Show>
                    </>
                  )}
                </Match>
              </Switch>
              <GiveBackButton eventId={id} reservationId={held().id} onChange={purchase.refresh} />
            </>
          )}
        </Match>
        <Match when={atStage('settling')}>
          <p class="notice">One moment: we are making sure how your purchase ended.</p>
        </Match>
        <Match when={isBackFromBank && atStage('none')}>
          <ReturnedElsewhere />
        </Match>
        <Match when={endReason()}>{(reason) => <EndedNotice eventId={id} reason={reason()} />}</Match>
      </Switch>
    </Page>
  );
}
