import { A } from '@solidjs/router';
import { createMemo, createSignal, Match, Show, Switch, type JSX } from 'solid-js';
import { explain, type NextStep } from '../http/refusal-texts.ts';
import { serverNow } from '../http/server-clock.ts';
import { JoinButton } from '../waiting-room/join-button.tsx';
import { createNow } from './now.ts';
import { countdown } from './time.ts';

const links: Partial<Record<NextStep, { label: string; href: (eventId: string) => string; anywhere?: boolean }>> = {
  choose: { label: 'Choose tickets', href: (eventId) => `/events/${eventId}/choose` },
  checkout: { label: 'Finish that purchase', href: (eventId) => `/events/${eventId}/checkout` },
  event: { label: 'Back to the event', href: (eventId) => `/events/${eventId}` },
  events: { label: 'See all events', href: () => '/', anywhere: true },
  tickets: { label: 'See my tickets', href: () => '/my-tickets', anywhere: true },
};

/** A refusal in plain words, with the one thing to do next. `onRetry` does again what was refused. */
export function ProblemNotice(props: {
  problem: unknown;
  eventId?: string;
  onRetry?: () => void;
  children?: JSX.Element;
}) {
  const [joinRefused, setJoinRefused] = createSignal<unknown>();
  const refusal = createMemo(() => explain(joinRefused() ?? props.problem));
  const retry = () => (joinRefused() ? () => setJoinRefused(undefined) : props.onRetry);
  const link = () => {
    const step = links[refusal().next];
    return step && (step.anywhere || props.eventId)
      ? { label: step.label, href: step.href(props.eventId ?? '') }
      : undefined;
  };
  return (
    <div class="notice" role="alert" ref={bringIntoView}>
      <h2>{refusal().heading}</h2>
      <p>{refusal().text}</p>
      {props.children}
      <Switch>
        <Match when={refusal().next === 'retry' && retry()}>
          {(again) => <RetryButton waitSeconds={refusal().waitSeconds ?? 0} onRetry={again()} />}
        </Match>
        <Match when={refusal().next === 'join' && props.eventId}>
          {(eventId) => <JoinButton eventId={eventId()} label="Join the line" onRefused={setJoinRefused} />}
        </Match>
        <Match when={link()}>
          {(step) => (
            <A class="button quiet" href={step().href}>
              {step().label}
            </A>
          )}
        </Match>
      </Switch>
    </div>
  );
}

/** What went wrong may stand above or below what was pressed, and a phone shows little of a page at a time. */
function bringIntoView(notice: HTMLElement): void {
  requestAnimationFrame(() => notice.scrollIntoView({ block: 'nearest' }));
}

/** Counts down what the server asked for before it lets anybody press. */
function RetryButton(props: { waitSeconds: number; onRetry: () => void }) {
  const now = createNow();
  const until = createMemo(() => serverNow() + props.waitSeconds * 1000);
  const waiting = () => now() < until();
  return (
    <button type="button" class="button quiet figures" disabled={waiting()} onClick={() => props.onRetry()}>
      {/* The clock ticks once a second, so its last tick may lie before the refusal. */}
      Try again
      <Show when={waiting()}>{` in ${countdown(until(), Math.max(now(), until() - props.waitSeconds * 1000))}`}</Show>
    </button>
  );
}
