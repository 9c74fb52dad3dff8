import { A, useLocation } from '@solidjs/router';
import { createContext, createMemo, createSignal, Match, Switch, useContext, type Component, type JSX } from 'solid-js';
import { serverNow } from '../http/server-clock.ts';
import { createNow } from './now.ts';
import type { ProblemAction } from './problem-explanation.ts';
import { problemText } from './problem-text.ts';
import { countdown } from './time.ts';

export type JoinButtonProps = {
  eventId: string;
  label: string;
  wide?: boolean;
  onRefused: (problem: unknown) => void;
};

/** The button that joins a waiting room. The shell provides it, because this folder imports no feature. */
export const JoinButtonContext = createContext<Component<JoinButtonProps>>(() => null);

const links: Partial<Record<ProblemAction, { label: string; href: (eventId: string) => string; anywhere?: boolean }>> =
  {
    choose: { label: 'Choose tickets', href: (eventId) => `/events/${eventId}/choose` },
    checkout: { label: 'Finish that purchase', href: (eventId) => `/events/${eventId}/checkout` },
    event: { label: 'Back to the event', href: (eventId) => `/events/${eventId}` },
    events: { label: 'See all events', href: () => '/', anywhere: true },
    tickets: { label: 'See my tickets', href: () => '/my-tickets', anywhere: true },
  };

/** A problem in plain words, with the one thing to do next. `onRetry` repeats what failed. */
export function ProblemNotice(props: {
  problem: unknown;
  eventId?: string;
  onRetry?: () => void;
  children?: JSX.Element;
}) {
  const JoinButton = useContext(JoinButtonContext);
  const [joinProblem, setJoinProblem] = createSignal<unknown>();
  const text = createMemo(() => problemText(joinProblem() ?? props.problem));
  const retry = () => (joinProblem() ? () => setJoinProblem(undefined) : props.onRetry);
  const location = useLocation();
  const link = () => {
    const found = links[text().action];
    return found && (found.anywhere || props.eventId)
      ? { label: found.label, href: found.href(props.eventId ?? '') }
      : undefined;
  };
  /** A link to the page that is open would do nothing, so the button to try again stands in its place. */
  const isHere = () => link()?.href === location.pathname;
  return (
    <div class="notice" role="alert" ref={scrollIntoView}>
      <h2 innerText={text().heading} />
      <p innerText={text().text} />
      {props.children}
      <Switch>
        <Match when={(text().action === 'retry' || isHere()) && retry()}>
          {(onRetry) => <RetryButton waitSeconds={text().waitSeconds ?? 0} onRetry={onRetry()} />}
        </Match>
        <Match when={text().action === 'join' && props.eventId}>
          {(eventId) => <JoinButton eventId={eventId()} label="Join the line" onRefused={setJoinProblem} />}
        </Match>
        <Match when={!isHere() && link()}>
          {(target) => (
            <A class="button quiet" href={target().href}>
              <span innerText={target().label} />
            </A>
          )}
        </Match>
      </Switch>
    </div>
  );
}

/** The notice may be above or below the button that was pressed, outside the screen of a phone. */
function scrollIntoView(notice: HTMLElement): void {
  requestAnimationFrame(() => notice.scrollIntoView({ block: 'nearest' }));
}

/** Disabled, with a countdown, for as long as the server asked to wait. */
function RetryButton(props: { waitSeconds: number; onRetry: () => void }) {
  const now = createNow();
  const until = createMemo(() => serverNow() + props.waitSeconds * 1000);
  const waiting = () => now() < until();
  // The clock ticks once a second, so its last tick may be older than the problem.
  const left = () => countdown(until(), Math.max(now(), until() - props.waitSeconds * 1000));
  return (
    <button
      type="button"
      class="button quiet figures"
      disabled={waiting()}
      onClick={() => props.onRetry()}
      innerText={waiting() ? `Try again in ${left()}` : 'Try again'}
    />
  );
}
