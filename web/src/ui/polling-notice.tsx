import { Show } from 'solid-js';
import type { Polling } from '../http/polling.ts';
import { ProblemNotice } from './problem-notice.tsx';

/** The problem of a polling, if there is one. With older data on the page it is one line, because polling goes on. */
export function PollingNotice(props: { polling: Polling<unknown>; eventId?: string }) {
  return (
    <Show when={props.polling.problem()}>
      {(problem) => (
        <Show
          when={problem().transient && props.polling.latest() !== undefined}
          fallback={
            <ProblemNotice
              problem={problem()}
              {...(props.eventId && { eventId: props.eventId })}
              onRetry={props.polling.refresh}
            />
          }
        >
          <p class="notice" role="status">
            We cannot reach the server right now. Nothing of yours is lost, and this page keeps trying.
          </p>
        </Show>
      )}
    </Show>
  );
}
