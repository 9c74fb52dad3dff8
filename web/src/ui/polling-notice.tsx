import { Show } from 'solid-js';
import type { Polling } from '../http/polling.ts';
import { createNow } from './now.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { timeAgo, timeOfDay } from './time.ts';

/**
 * The problem of a polling, if there is one. With older data on the page it is one line, because polling goes on.
 * `meanwhile` says what happens to what the buyer has while the server cannot be reached.
 */
export function PollingNotice(props: { polling: Polling<unknown>; eventId?: string; meanwhile?: string }) {
  return (
    <Show when={props.polling.problem()}>
      {(problem) => (
        <Show
          when={problem().transient && props.polling.latestAt()}
          fallback={
            <ProblemNotice
              problem={problem()}
              {...(props.eventId && { eventId: props.eventId })}
              onRetry={props.polling.refresh}
            />
          }
        >
          {(at) => <OldData at={at()} meanwhile={props.meanwhile ?? ''} />}
        </Show>
      )}
    </Show>
  );
}

/** Says how old the page is. Its age is outside the status, so that screen readers do not read every change of it. */
function OldData(props: { at: number; meanwhile: string }) {
  const now = createNow();
  const age = () => `What you see is from ${timeOfDay(new Date(props.at).toISOString())}, ${timeAgo(props.at, now())}.`;
  return (
    <div class="notice">
      <p role="status" innerText={`We cannot reach the server right now. This page keeps trying. ${props.meanwhile}`} />
      <p class="small figures" innerText={age()} />
    </div>
  );
}
