import { createMemo, createSignal, For, Show } from 'solid-js';
import { money } from '../ui/money.ts';
import { addTier, changeTier, type OrganiserTier } from './events.ts';
import { OrganiserNotice } from './organiser-notice.tsx';
import { tierChangesOf, tierDraftOf, tierOf, type TierDraft } from './tier-draft.ts';
import { TierForm } from './tier-form.tsx';

/**
 * The tiers of an event, each editable in place, and a form for another one. `problem`: why the last request for the
 * tiers failed.
 */
export function TiersSection(props: {
  eventId: string;
  tiers: OrganiserTier[] | undefined;
  problem: unknown;
  onReload: () => Promise<unknown>;
}) {
  // The tier that is edited, as it was when its form opened: what differs from that is what was edited.
  const [edited, setEdited] = createSignal<{ id: string; before: TierDraft }>();
  const [saved, setSaved] = createSignal<{ id: string; message: string }>();
  // The list goes by id, so that a refetch does not discard what is typed into one of the forms.
  const ids = createMemo(() => props.tiers?.map(({ id }) => id) ?? [], [], { equals: (a, b) => a.join() === b.join() });
  const byId = (id: string) => props.tiers!.find((tier) => tier.id === id)!;
  const edit = (id: string) => {
    setSaved(undefined);
    setEdited({ id, before: tierDraftOf(byId(id)) });
  };
  const saveChanges = async (id: string, draft: TierDraft, before: TierDraft) => {
    const changes = tierChangesOf(draft, before);
    const message = Object.keys(changes).length > 0 ? 'Saved.' : 'Nothing was changed.';
    if (Object.keys(changes).length > 0) await changeTier(id, changes);
    if (edited()?.id === id) setEdited(undefined);
    setSaved({ id, message });
    await props.onReload();
    return message;
  };
  const add = async (draft: TierDraft) => {
    const { name } = await addTier({ event_id: props.eventId, ...tierOf(draft) });
    await props.onReload();
    return `${name} is saved.`;
  };
  return (
    <section class="stack">
      <h2>Tiers</h2>
      <Show when={props.problem}>
        {(problem) => <OrganiserNotice problem={problem()} onRetry={() => void props.onReload()} />}
      </Show>
      <Show when={props.tiers?.length === 0}>
        <p class="notice">There is nothing to sell yet: add at least one tier before the sale opens.</p>
      </Show>
      <ul class="stack">
        <For each={ids()}>
          {(id) => (
            <li class="card">
              <Show
                when={edited()?.id === id && edited()}
                keyed
                fallback={
                  <TierRow tier={byId(id)} done={saved()?.id === id ? saved()!.message : ''} onEdit={() => edit(id)} />
                }
              >
                {({ before }) => (
                  <TierForm
                    draft={before}
                    taken={byId(id).held + byId(id).sold}
                    action="Save the tier"
                    onCancel={() => setEdited(undefined)}
                    onSave={(draft) => saveChanges(id, draft, before)}
                  />
                )}
              </Show>
            </li>
          )}
        </For>
      </ul>
      <details class="card">
        <summary>Add a tier</summary>
        <TierForm draft={tierDraftOf(undefined)} action="Add the tier" onSave={add} />
      </details>
    </section>
  );
}

function TierRow(props: { tier: OrganiserTier; done: string; onEdit: () => void }) {
  const terms = () =>
    `${money(props.tier.price_cents)} · ${props.tier.capacity} tickets, ${props.tier.sold} sold, ` +
    `${props.tier.held} held · up to ${props.tier.per_user_limit} at once`;
  return (
    <div class="item-row">
      <div>
        <h3 dir="auto" innerText={props.tier.name} />
        <p class="muted small figures" innerText={terms()} />
      </div>
      <p class="saved" role="status" innerText={props.done} />
      <button type="button" class="button quiet" aria-label={`Edit ${props.tier.name}`} onClick={() => props.onEdit()}>
        Edit
      </button>
    </div>
  );
}
