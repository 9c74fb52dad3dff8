import { useNavigate, useParams } from '@solidjs/router';
import { createEffect, createResource, createSignal, Match, Show, Switch } from 'solid-js';
import { removeToken } from '../buyer/saved-purchase.ts';
import { EventLink } from '../catalogue/event-link.tsx';
import { choosingStockPollInterval } from '../catalogue/events.ts';
import { createPolling } from '../http/polling.ts';
import { createAction } from '../ui/action.ts';
import { Deadline } from '../ui/deadline.tsx';
import { createPageHidden } from '../ui/page-hidden.ts';
import { Page } from '../ui/page.tsx';
import { PollingNotice } from '../ui/polling-notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { problemText } from '../ui/problem-text.ts';
import { StorageWarning } from '../ui/storage-warning.tsx';
import { createPlacePolling, isAdmitted } from '../waiting-room/place.ts';
import { findHold, holdTickets, readChoice, type TicketSelection } from './hold.ts';
import { TicketForm } from './ticket-form.tsx';
import './purchase.css';

/** Selects the tier and the quantity while the buyer's pass lasts. */
export function ChoosePage() {
  const id = useParams()['id']!;
  const navigate = useNavigate();
  const stock = createPolling(() => readChoice(id), choosingStockPollInterval);
  const place = createPlacePolling(id);
  const [selection, setSelection] = createSignal<TicketSelection>();
  const hidden = createPageHidden();
  const toCheckout = () => navigate(`/events/${id}/checkout`, { replace: true });

  // A buyer who holds tickets already goes to the checkout, one who is still in line to the waiting room.
  createResource(async () => (await findHold(id).catch(() => undefined)) && toCheckout());
  createEffect(() => {
    const latest = place.latest();
    if (latest && !isAdmitted(latest)) navigate(`/events/${id}/waiting-room`, { replace: true });
  });
  const ended = () => {
    const problem = place.problem();
    return problem?.transient === false ? problem : undefined;
  };
  createEffect(() => ended()?.code === 'Invalid or expired token' && removeToken(id));
  const passExpiresAt = () => {
    const latest = place.latest();
    return latest?.state === 'sale_open' ? latest.accessExpiresAt : undefined;
  };

  const holding = createAction(async () => {
    await holdTickets(id, selection()!);
    toCheckout();
  }, stock.refresh);

  const title = () => {
    if (ended()) return problemText(ended()).heading;
    return hidden() ? 'It is your turn!' : 'Choose your tickets';
  };
  return (
    <Page title={title()} heading="Choose your tickets">
      <EventLink eventId={id} />
      <Show when={!ended()}>
        <PollingNotice
          polling={place.problem() ? place : stock}
          eventId={id}
          meanwhile="Your time to choose goes on running."
        />
      </Show>
      <Switch fallback={<p class="muted" innerText={place.problem() ? '' : 'Checking your pass…'} />}>
        <Match when={ended()}>{(problem) => <ProblemNotice problem={problem()} eventId={id} />}</Match>
        <Match when={place.latest() && stock.latest()}>
          {(latest) => (
            <>
              <Show when={passExpiresAt()}>
                {(until) => (
                  <Deadline
                    label="Time to choose"
                    until={until()}
                    stoppedAt={place.latest()?.paused ? place.latestAt() : undefined}
                    onPassed={place.refresh}
                  />
                )}
              </Show>
              <Show when={place.latest()?.paused}>
                <p class="notice">
                  The organiser has paused the sale. Your time to choose stands still, and you can choose as soon as the
                  sale goes on; this page will notice.
                </p>
              </Show>
              <StorageWarning />
              <Show when={holding.problem()}>
                {(problem) => <ProblemNotice problem={problem()} eventId={id} onRetry={() => void holding.run()} />}
              </Show>
              <TicketForm
                choice={latest()}
                busy={holding.busy()}
                onSelect={(selected) => (setSelection(selected), void holding.run())}
              />
            </>
          )}
        </Match>
      </Switch>
    </Page>
  );
}
