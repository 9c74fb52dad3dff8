import { useNavigate, useParams } from '@solidjs/router';
import { createEffect, createResource, createSignal, Match, Show, Switch } from 'solid-js';
import { dropToken } from '../buyer/visit.ts';
import { readAvailability, stockPace } from '../catalogue/events.ts';
import { ForEvent } from '../catalogue/for-event.tsx';
import { createFollow } from '../http/polling.ts';
import { restInLine } from '../http/poll-interval.ts';
import { createAttempt } from '../ui/attempt.ts';
import { Deadline } from '../ui/deadline.tsx';
import { FollowNotice } from '../ui/follow-notice.tsx';
import { createHidden } from '../ui/hidden.ts';
import { Page } from '../ui/page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { isAdmitted, readPlace } from '../waiting-room/place.ts';
import { findHold, holdTickets } from './hold.ts';
import { TicketForm, type Wish } from './ticket-form.tsx';
import './purchase.css';

/** For the few minutes of a pass: which tickets, and how many. */
export function ChoosePage() {
  const id = useParams()['id']!;
  const navigate = useNavigate();
  const stock = createFollow(() => readAvailability(id), stockPace);
  const place = createFollow(() => readPlace(id), restInLine);
  const [wish, setWish] = createSignal<Wish>();
  const hidden = createHidden();
  const toCheckout = () => navigate(`/events/${id}/checkout`, { replace: true });

  // Whoever holds tickets already belongs to the checkout, whoever still waits to the waiting room.
  createResource(async () => (await findHold(id).catch(() => undefined)) && toCheckout());
  createEffect(() => {
    const now = place.latest();
    if (now && !isAdmitted(now)) navigate(`/events/${id}/waiting-room`, { replace: true });
  });
  const ended = () => {
    const problem = place.problem();
    return problem?.passing === false ? problem : undefined;
  };
  createEffect(() => ended()?.code === 'Invalid or expired token' && dropToken(id));
  const passUntil = () => {
    const now = place.latest();
    return now?.state === 'sale_open' ? now.accessExpiresAt : undefined;
  };

  const taking = createAttempt(async () => {
    const { tierId, quantity } = wish()!;
    await holdTickets(id, tierId, quantity);
    toCheckout();
  }, stock.refresh);

  return (
    <Page title={hidden() ? 'It is your turn!' : 'Choose your tickets'} heading="Choose your tickets">
      <ForEvent eventId={id} />
      <Show when={!ended()}>
        <FollowNotice follow={place.problem() ? place : stock} eventId={id} />
      </Show>
      <Switch fallback={<p class="muted">{place.problem() ? '' : 'Checking your pass…'}</p>}>
        <Match when={ended()}>{(problem) => <ProblemNotice problem={problem()} eventId={id} />}</Match>
        <Match when={place.latest() && stock.latest()}>
          {(now) => (
            <>
              <Show when={passUntil()}>
                {(until) => <Deadline label="Time to choose" until={until()} onPassed={place.refresh} />}
              </Show>
              <Show when={place.latest()?.paused}>
                <p class="notice">
                  The organiser has paused the sale. You can choose as soon as it goes on; this page will notice.
                </p>
              </Show>
              <Show when={taking.refused()}>
                {(problem) => <ProblemNotice problem={problem()} eventId={id} onRetry={() => void taking.run()} />}
              </Show>
              <TicketForm
                stock={now().availability}
                busy={taking.busy()}
                onTake={(wanted) => (setWish(wanted), void taking.run())}
              />
            </>
          )}
        </Match>
      </Switch>
    </Page>
  );
}
