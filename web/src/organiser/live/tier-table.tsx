import { Index, Show } from 'solid-js';
import type { SaleStatus } from './sale.ts';

/** The tickets sold, held and free of each tier. */
export function TierTable(props: { tiers: SaleStatus['tiers'] }) {
  const taken = (tier: SaleStatus['tiers'][number]) => tier.sold + tier.active_holds;
  return (
    <section class="stack">
      <h2>Sold by tier</h2>
      <Show when={props.tiers.length > 0} fallback={<p class="muted">This event has no tiers yet.</p>}>
        <div class="card wide-table" role="region" aria-label="Sold by tier" tabindex="0">
          <table class="figures">
            <thead>
              <tr>
                <th scope="col" class="in-sight">
                  Tier
                </th>
                <th scope="col">Sold</th>
                <th scope="col">Held</th>
                <th scope="col">Free</th>
                <th scope="col">Of</th>
                <th scope="col">Taken</th>
              </tr>
            </thead>
            <tbody>
              <Index each={props.tiers}>
                {(tier) => (
                  <tr>
                    <th scope="row" class="in-sight" dir="auto" innerText={tier().tier_name} />
                    <td innerText={tier().sold.toLocaleString()} />
                    <td innerText={tier().active_holds.toLocaleString()} />
                    <td innerText={tier().available.toLocaleString()} />
                    <td innerText={tier().capacity.toLocaleString()} />
                    <td>
                      <meter
                        min="0"
                        max={Math.max(tier().capacity, 1)}
                        value={taken(tier())}
                        aria-label={`${tier().tier_name}: taken`}
                      />
                    </td>
                  </tr>
                )}
              </Index>
            </tbody>
          </table>
        </div>
      </Show>
    </section>
  );
}
