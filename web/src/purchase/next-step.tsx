import { A } from '@solidjs/router';
import { createSignal, Match, Show, Switch } from 'solid-js';
import { AllTakenNotice } from '../catalogue/all-taken-notice.tsx';
import type { NextStepProps } from '../catalogue/event-page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { JoinButton } from '../waiting-room/join-button.tsx';
import { pathOf, type Progress } from './progress.ts';

const continueLabels: Partial<Record<Progress, string>> = {
  waiting: 'Back to your place in line',
  admitted: 'It’s your turn: choose tickets',
  holding: 'Finish your purchase',
};

/** The next step of this buyer at an event: joining, continuing a purchase, or a notice why there is none. */
export function NextStep(props: NextStepProps) {
  // Joining finds a place that the buyer has already, so the button is offered even if the progress cannot be read.
  const progress = () => props.buyer.latest()?.progress ?? (props.buyer.problem() && 'none');
  const [joinProblem, setJoinProblem] = createSignal<unknown>();
  const continueLabel = () => continueLabels[progress() ?? 'none'];
  return (
    <div class="next-step">
      <Switch>
        <Match when={continueLabel()}>
          {(label) => (
            <A class="button wide" href={pathOf(props.event.id, progress()!)}>
              <span innerText={label()} />
            </A>
          )}
        </Match>
        <Match when={props.phase === 'canceled'}>
          <div class="notice">
            <p>This event is cancelled. Its tickets are not sold any more.</p>
            <Show when={props.buyer.latest()?.voidTickets}>
              <p>The tickets that you bought are not valid any more.</p>
              <A class="button quiet" href="/my-tickets">
                See my tickets
              </A>
            </Show>
          </div>
        </Match>
        <Match when={props.phase === 'over'}>
          <p class="notice">The sale is over. Tickets you have bought are under “My tickets”.</p>
        </Match>
        <Match when={joinProblem()}>
          <ProblemNotice problem={joinProblem()} eventId={props.event.id} onRetry={() => setJoinProblem(undefined)} />
        </Match>
        <Match when={props.phase === 'on_sale' && props.stock === 'sold_out'}>
          <div class="notice">
            <h2>Sold out</h2>
            <p>Every ticket for this event is paid for. Tickets that are returned may appear here again.</p>
            <A class="button quiet" href="/">
              See all events
            </A>
          </div>
        </Match>
        <Match when={progress()}>
          <Show when={props.phase === 'on_sale' && props.stock === 'none_free'}>
            <AllTakenNotice />
          </Show>
          <JoinButton
            eventId={props.event.id}
            label={props.phase === 'upcoming' ? 'Take a place before it opens' : 'Join the waiting room'}
            wide
            onRefused={setJoinProblem}
          />
        </Match>
      </Switch>
    </div>
  );
}
