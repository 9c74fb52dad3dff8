import { Show } from 'solid-js';
import { asProblem, type Problem } from '../http/problem.ts';

const headings: Record<number, string> = {
  0: 'The server cannot be reached',
  400: 'The server does not accept this',
  401: 'The token is not accepted',
  404: 'This does not exist any more',
  409: 'This cannot be done now',
  412: 'Somebody else changed this meanwhile',
};

const headingOf = ({ status }: Problem) =>
  headings[status] ?? (status >= 500 ? 'A part of the system is away' : 'That did not work');
const textOf = (problem: Problem) =>
  problem.status === 0
    ? 'Check the connection, and whether the API runs. What you typed is still here.'
    : problem.message;

/** Why a request failed, in the server's words, and a button to retry where that may help. */
export function OrganiserNotice(props: { problem: unknown; onRetry?: () => void }) {
  const problem = () => asProblem(props.problem);
  return (
    <div class="notice bad" role="alert">
      <h2 innerText={headingOf(problem())} />
      <p innerText={textOf(problem())} />
      <Show when={props.onRetry && (problem().transient || problem().status === 401)}>
        <button type="button" class="button quiet" onClick={() => props.onRetry?.()}>
          Try again
        </button>
      </Show>
    </div>
  );
}
