import { createMemo, createResource, createSignal, For, Show } from 'solid-js';
import { announce } from '../ui/announce.tsx';
import { money } from '../ui/money.ts';
import { addTier, changeTier, readTiers, type OrganiserTier } from './events.ts';
import { OrganiserNotice } from './organiser-notice.tsx';
import { TierForm } from './tier-form.tsx';

/** The tiers of an event, each editable in place, and a form for another one. */
export function TiersSection(props: { eventId: string }) {
  const [tiers, { refetch }] = createResource(() => readTiers(props.eventId));
  const [edited, setEdited] = createSignal<string>();
  // The tiers of the last successful request stay on the page when a later request fails.
  const loaded = createMemo<OrganiserTier[] | undefined>((before) => (tiers.error ? before : tiers.latest));
  // The list goes by id, so that a refetch does not discard what is typed into one of the forms.
  const ids = createMemo(() => loaded()?.map(({ id }) => id) ?? [], [], { equals: (a, b) => a.join() === b.join() });
  const byId = (id: string) => loaded()!.find((tier) => tier.id === id)!;
  const saved = async (name: string, id?: string) => {
    if (edited() === id) setEdited(undefined);
    announce(`${name} is saved.`);
    await refetch();
  };
  return (
    <section class="stack">
      <h2>Tiers</h2>
      <Show when={tiers.error}>
        {(problem) => <OrganiserNotice problem={problem()} onRetry={() => void refetch()} />}
      </Show>
      <Show when={loaded()?.length === 0}>
        <p class="notice">There is nothing to sell yet: add at least one tier before the sale opens.</p>
      </Show>
      <ul class="stack">
        <For each={ids()}>
          {(id) => (
            <li class="card">
              <Show when={edited() === id} fallback={<TierRow tier={byId(id)} onEdit={() => setEdited(id)} />}>
                <TierForm
                  tier={byId(id)}
                  action="Save the tier"
                  onCancel={() => setEdited(undefined)}
                  onSave={async (terms) => saved((await changeTier(id, terms)).name, id)}
                />
              </Show>
            </li>
          )}
        </For>
      </ul>
      <details class="card">
        <summary>Add a tier</summary>
        <TierForm
          action="Add the tier"
          onSave={async (terms) => saved((await addTier({ event_id: props.eventId, ...terms })).name)}
        />
      </details>
    </section>
  );
}

function TierRow(props: { tier: OrganiserTier; onEdit: () => void }) {
  const terms = () =>
    `${money(props.tier.price_cents)} · ${props.tier.capacity} tickets, ${props.tier.sold} sold, ` +
    `${props.tier.held} held · up to ${props.tier.per_user_limit} each`;
  return (
    <div class="item-row">
      <div>
        <h3>{props.tier.name}</h3>
        <p class="muted small figures">{terms()}</p>
      </div>
      <button type="button" class="button quiet" aria-label={`Edit ${props.tier.name}`} onClick={() => props.onEdit()}>
        Edit
      </button>
    </div>
  );
}
