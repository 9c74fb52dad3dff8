import { Index, Show } from 'solid-js';
import { reasonText } from './refusal-reasons.ts';
import type { SaleStatus } from './sale.ts';

/** How many joins and reservations were refused during the sale, by reason. */
export function RefusalsSection(props: { refusals: SaleStatus['refusals'] }) {
  return (
    <section class="stack">
      <h2>Refused, and why</h2>
      <Show when={props.refusals} fallback={<p class="muted">The waiting room is away; nobody can say now.</p>}>
        {(refusals) => (
          <Show when={refusals().length > 0} fallback={<p class="muted">Nobody was refused so far.</p>}>
            <dl class="card reasons figures">
              <Index each={refusals()}>
                {(refusal) => (
                  <div>
                    <dt innerText={reasonText(refusal().reason)} />
                    <dd translate="no" innerText={refusal().count.toLocaleString()} />
                  </div>
                )}
              </Index>
            </dl>
          </Show>
        )}
      </Show>
    </section>
  );
}
