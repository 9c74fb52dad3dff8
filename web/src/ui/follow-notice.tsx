import { Show } from 'solid-js';
import type { Follow } from '../http/polling.ts';
import { ProblemNotice } from './problem-notice.tsx';

/** Why what is shown may be old. With something to show it is one line, because the page tries again by itself. */
export function FollowNotice(props: { follow: Follow<unknown>; eventId?: string }) {
  return (
    <Show when={props.follow.problem()}>
      {(problem) => (
        <Show
          when={problem().passing && props.follow.latest() !== undefined}
          fallback={
            <ProblemNotice
              problem={problem()}
              {...(props.eventId && { eventId: props.eventId })}
              onRetry={props.follow.refresh}
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
