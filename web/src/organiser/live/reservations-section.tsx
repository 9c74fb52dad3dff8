import { createMemo, For, Show } from 'solid-js';
import { money } from '../../ui/money.ts';
import { createNow } from '../../ui/now.ts';
import { countdown, timeOfDay } from '../../ui/time.ts';
import { reservationState } from './reservation-state.ts';
import type { LiveReservation } from './sale.ts';

/** The newest reservations, each with a link to its workflow. */
export function ReservationsSection(props: { reservations: LiveReservation[] | undefined }) {
  const now = createNow();
  // The list goes by id, so that a changed row does not take the focus from its link.
  const ids = createMemo(() => props.reservations?.map(({ id }) => id) ?? [], [], {
    equals: (a, b) => a.join() === b.join(),
  });
  const byId = (id: string) => props.reservations!.find((reservation) => reservation.id === id)!;
  const timeLeft = ({ status, expires_at }: LiveReservation) =>
    status === 'active' ? countdown(Date.parse(expires_at), now()) : '';
  return (
    <section class="stack">
      <h2>Latest reservations</h2>
      <Show when={ids().length > 0} fallback={<p class="muted">Nobody has reserved yet.</p>}>
        <div class="card wide-table" role="region" aria-label="Latest reservations" tabindex="0">
          <table class="figures">
            <thead>
              <tr>
                <th scope="col" class="in-sight">
                  State
                </th>
                <th scope="col">Time left</th>
                <th scope="col">Made</th>
                <th scope="col">Tickets</th>
                <th scope="col">Worth</th>
                <th scope="col">Tier</th>
                <th scope="col">Workflow</th>
              </tr>
            </thead>
            <tbody>
              <For each={ids()}>
                {(id) => (
                  <tr>
                    <td class="in-sight" innerText={reservationState(byId(id))} />
                    <td translate="no" innerText={timeLeft(byId(id))} />
                    <th scope="row">
                      <time datetime={byId(id).created_at}>{timeOfDay(byId(id).created_at)}</time>
                    </th>
                    <td>{byId(id).quantity}</td>
                    <td>{money(byId(id).total_price_cents, byId(id).currency)}</td>
                    <td class="long" dir="auto">
                      {byId(id).tier_name}
                    </td>
                    <td>
                      <Show when={byId(id).workflow_url} fallback={<code class="small">{id}</code>}>
                        {(url) => (
                          <a
                            href={url()}
                            target="_blank"
                            rel="noopener noreferrer"
                            aria-label={`Workflow of reservation ${id} in Temporal, in a new tab`}
                          >
                            {id.slice(0, 8)}
                          </a>
                        )}
                      </Show>
                    </td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </Show>
    </section>
  );
}
