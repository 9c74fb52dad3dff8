import { useNavigate, useParams } from '@solidjs/router';
import { createEffect, Match, Show, Switch } from 'solid-js';
import { dropToken } from '../buyer/visit.ts';
import { ForEvent } from '../catalogue/for-event.tsx';
import { findHold } from '../purchase/hold.ts';
import { createFollow } from '../http/polling.ts';
import { restInLine } from '../http/poll-interval.ts';
import { FollowNotice } from '../ui/follow-notice.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { callIn } from './call-in.ts';
import { LeaveButton } from './leave-button.tsx';
import { BeforeOpening, InLine } from './line.tsx';
import { isAdmitted, readPlace } from './place.ts';
import { TellMe } from './tell-me.tsx';
import { WorthWaiting } from './worth-waiting.tsx';
import './waiting-room.css';

/** Keeps a buyer company until it is their turn, and then takes them in. */
export function WaitingRoomPage() {
  const id = useParams()['id']!;
  const navigate = useNavigate();
  const place = createFollow(() => readPlace(id), restInLine);
  const ended = () => {
    const problem = place.problem();
    return problem?.passing === false ? problem : undefined;
  };

  const admitted = () => {
    const now = place.latest();
    return now !== undefined && isAdmitted(now);
  };

  createEffect(() => {
    if (!admitted()) return;
    callIn();
    navigate(`/events/${id}/choose`, { replace: true });
  });
  createEffect(() => ended() && void whatEnded());

  /** A place ends when its time is over; tickets that are held already are worth more than a place. */
  async function whatEnded() {
    if (await findHold(id).catch(() => undefined)) return navigate(`/events/${id}/checkout`, { replace: true });
    if (ended()?.code === 'Invalid or expired token') dropToken(id);
  }

  const title = () => {
    const now = place.latest();
    return now?.state === 'sale_open' && now.position > 1 ? `${now.position - 1} ahead of you` : 'Waiting room';
  };
  return (
    <Page title={title()} heading="Waiting room">
      <ForEvent eventId={id} />
      <Show when={!ended()}>
        <FollowNotice follow={place} />
      </Show>
      <Switch fallback={<p class="muted">{place.problem() ? '' : 'Finding your place…'}</p>}>
        <Match when={ended()}>{(problem) => <ProblemNotice problem={problem()} eventId={id} />}</Match>
        <Match when={admitted()}>
          <p class="notice good">It is your turn. Taking you in…</p>
        </Match>
        <Match when={place.latest()}>
          {(now) => (
            <>
              <Switch>
                <Match when={now().state === 'waiting'}>
                  <BeforeOpening onSaleAt={now().onSaleAt} />
                </Match>
                <Match when={lineOf(now())}>
                  {(line) => (
                    <>
                      <InLine eventId={id} line={line()} />
                      <WorthWaiting eventId={id} />
                    </>
                  )}
                </Match>
              </Switch>
              <Show when={now().paused}>
                <p class="notice">
                  The organiser has paused the sale. Nobody is let in meanwhile, and your place is kept.
                </p>
              </Show>
              <WhatHappens />
              <TellMe />
              <LeaveButton eventId={id} />
            </>
          )}
        </Match>
      </Switch>
    </Page>
  );
}

const lineOf = (place: Awaited<ReturnType<typeof readPlace>>) => (place.state === 'sale_open' ? place : undefined);

const WhatHappens = () => (
  <section class="stack">
    <h2>What happens next</h2>
    <ol class="steps">
      <li>Your turn comes by itself; this page follows the line.</li>
      <li>Then you have a few minutes to choose your tickets, and they are held for you while you pay.</li>
      <li>You can close this tab: your place is kept, and opening this page again brings you back to it.</li>
    </ol>
  </section>
);
