import { useNavigate, useParams } from '@solidjs/router';
import { createEffect, createMemo, Match, Show, Switch } from 'solid-js';
import { removeToken } from '../buyer/saved-purchase.ts';
import { AllTakenNotice } from '../catalogue/all-taken-notice.tsx';
import { EventLink } from '../catalogue/event-link.tsx';
import { readAvailability, waitingStockPollInterval } from '../catalogue/events.ts';
import { createPolling } from '../http/polling.ts';
import { Page } from '../ui/page.tsx';
import { PollingNotice } from '../ui/polling-notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { problemText } from '../ui/problem-text.ts';
import { hourAndMinute } from '../ui/time.ts';
import { LeaveButton } from './leave-button.tsx';
import { BeforeOpening, InLine, SoldOut } from './line.tsx';
import { createPlacePolling, isAdmitted, type Place } from './place.ts';
import { TurnNotificationSettings } from './turn-notification-settings.tsx';
import { notifyTurn } from './turn-notification.ts';
import { keptWithoutThisPage, WhatHappens } from './what-happens.tsx';
import './waiting-room.css';

/**
 * Polls a buyer's place in line and opens the next page at their turn. `findHold` is passed in (see main.tsx), because
 * the purchase folder imports this one.
 */
export function WaitingRoomPage(props: { findHold: (eventId: string) => Promise<object | undefined> }) {
  const id = useParams()['id']!;
  const navigate = useNavigate();
  const place = createPlacePolling(id);
  const ended = () => {
    const problem = place.problem();
    return problem?.transient === false ? problem : undefined;
  };

  const admitted = () => {
    const latest = place.latest();
    return latest !== undefined && isAdmitted(latest);
  };
  // Stock is asked for only once the sale is open, because a crowd waits for the opening.
  const isOpen = createMemo(() => place.latest()?.state === 'sale_open');
  const stock = createMemo(() => isOpen() && createPolling(() => readAvailability(id), waitingStockPollInterval));
  const left = () => {
    const polling = stock();
    return (polling && polling.latest()?.stock) || 'available';
  };

  createEffect(() => {
    if (!admitted()) return;
    notifyTurn();
    navigate(`/events/${id}/choose`, { replace: true });
  });
  createEffect(() => ended() && void onPlaceEnded());

  /** A buyer whose place has ended may hold tickets; then the checkout is shown instead of the problem. */
  async function onPlaceEnded() {
    if (await props.findHold(id).catch(() => undefined)) return navigate(`/events/${id}/checkout`, { replace: true });
    if (ended()?.code === 'Invalid or expired token') removeToken(id);
  }

  const title = () => {
    if (ended()) return problemText(ended()).heading;
    const line = lineOf(place.latest());
    if (!line) return 'Waiting room';
    if (left() === 'sold_out') return 'Sold out';
    if (line.position === 0) return 'It is your turn!';
    return line.position > 1 ? `${line.position - 1} ahead of you` : 'You are next';
  };
  return (
    <Page title={title()} heading="Waiting room">
      <EventLink eventId={id} />
      <Show when={!ended()}>
        <PollingNotice polling={place} meanwhile={keptWithoutThisPage(place.latest())} />
      </Show>
      <Switch fallback={<p class="muted" innerText={place.problem() ? '' : 'Finding your place…'} />}>
        <Match when={ended()}>{(problem) => <ProblemNotice problem={problem()} eventId={id} />}</Match>
        <Match when={admitted()}>
          <p class="notice good">It is your turn. Taking you in…</p>
        </Match>
        <Match when={place.latest()}>
          {(latest) => (
            <>
              <Switch>
                <Match when={latest().state === 'waiting'}>
                  <BeforeOpening onSaleAt={latest().onSaleAt} />
                </Match>
                <Match when={lineOf(latest())}>
                  {(line) => (
                    <Show when={left() !== 'sold_out'} fallback={<SoldOut line={line()} />}>
                      <InLine eventId={id} line={line()} />
                      <Show when={left() === 'none_free'}>
                        <AllTakenNotice />
                      </Show>
                    </Show>
                  )}
                </Match>
              </Switch>
              <Show when={latest().paused}>
                <p class="notice">
                  The organiser has paused the sale. Nobody is let in meanwhile, and your place is kept.
                </p>
              </Show>
              <Show when={latest().missedTurn}>
                {(missed) => (
                  <p
                    class="notice"
                    innerText={
                      `You missed your turn at ${hourAndMinute(Date.parse(missed().at))}. You are at the front ` +
                      'again: stay here, because a second missed turn ends your place.'
                    }
                  />
                )}
              </Show>
              <Show when={left() !== 'sold_out'}>
                <WhatHappens place={latest()} />
              </Show>
              <TurnNotificationSettings />
              <LeaveButton eventId={id} />
            </>
          )}
        </Match>
      </Switch>
    </Page>
  );
}

const lineOf = (place: Place | undefined) => (place?.state === 'sale_open' ? place : undefined);
