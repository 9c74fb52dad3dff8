import { useNavigate, useParams } from '@solidjs/router';
import { createEffect, createSignal, Match, Show, Switch } from 'solid-js';
import { pathTo, whereAmI } from '../buyer/whereabouts.ts';
import { ForEvent } from '../catalogue/for-event.tsx';
import { createFollow } from '../http/polling.ts';
import { serverNow } from '../http/server-clock.ts';
import { announce } from '../ui/announce.tsx';
import { Deadline } from '../ui/deadline.tsx';
import { FollowNotice } from '../ui/follow-notice.tsx';
import { Page } from '../ui/page.tsx';
import { EndedNotice } from './ended-notice.tsx';
import { GiveBackButton } from './give-back-button.tsx';
import { HeldStep } from './held-step.tsx';
import type { Bill } from './hold.ts';
import { OrderSummary } from './order-summary.tsx';
import { PaymentStep } from './payment-step.tsx';
import { purchasePace, readPurchase, type Purchase } from './purchase.ts';
import './purchase.css';

/** From a hold to its tickets. The server says which step it is; this page shows that step and nothing it remembers. */
export function CheckoutPage() {
  const id = useParams()['id']!;
  const navigate = useNavigate();
  const purchase = createFollow(() => readPurchase(id), purchasePace);
  const [lastBill, setLastBill] = createSignal<Bill>();

  const at = <Stage extends Purchase['stage']>(stage: Stage) => {
    const now = purchase.latest();
    return now?.stage === stage ? (now as Extract<Purchase, { stage: Stage }>) : undefined;
  };
  const bill = () => (at('held') ?? at('paying'))?.bill;
  /** A hold without a session leaves no trace when it ends, but this page has seen it, and nothing can have been charged. */
  const vanished = () => {
    const had = at('none') && lastBill();
    return had && (Date.parse(had.expires_at) > serverNow() + 1_000 ? 'canceled' : 'expired');
  };
  const ending = () => at('ended')?.why ?? vanished();
  const title = () =>
    ending() ? 'This purchase has ended' : at('paying') ? 'Pay for your tickets' : 'Your tickets are held';

  createEffect(() => bill() && setLastBill(bill()));
  createEffect(() => {
    if (!at('paid')) return;
    announce('Paid. Your tickets are here.');
    navigate(`/events/${id}/order`, { replace: true });
  });
  createEffect(() => {
    if (at('none') && !lastBill())
      void whereAmI(id).then(
        (where) => navigate(pathTo(id, where), { replace: true }),
        () => navigate(`/events/${id}`, { replace: true }),
      );
  });

  return (
    <Page title={title()}>
      <ForEvent eventId={id} />
      <FollowNotice follow={purchase} eventId={id} />
      <Switch fallback={<p class="muted">{purchase.problem() ? '' : 'Looking at what you hold…'}</p>}>
        <Match when={bill()}>
          {(held) => (
            <>
              <Deadline label="Held for you" until={held().expires_at} onPassed={purchase.refresh} />
              <OrderSummary bill={held()} />
              <Show
                when={at('paying')}
                fallback={<HeldStep eventId={id} reservationId={held().id} onChange={purchase.refresh} />}
              >
                {(paying) => (
                  <PaymentStep
                    eventId={id}
                    sessionId={paying().sessionId}
                    totalCents={held().total_price_cents}
                    onChange={purchase.refresh}
                  />
                )}
              </Show>
              <GiveBackButton eventId={id} reservationId={held().id} onChange={purchase.refresh} />
            </>
          )}
        </Match>
        <Match when={at('settling')}>
          <p class="notice">One moment: we are making sure how your purchase ended.</p>
        </Match>
        <Match when={ending()}>{(why) => <EndedNotice eventId={id} why={why()} />}</Match>
      </Switch>
    </Page>
  );
}
