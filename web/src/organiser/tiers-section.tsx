import { createMemo, createSignal, For, Show } from 'solid-js';
import { buyersFee } from '../../../money.ts';
import { fullPrice, priceNote } from '../ui/cost-text.ts';
import { createEditing, savedText } from './editing.ts';
import { addTier, changeTier, type OrganiserEvent, type OrganiserTier } from './events.ts';
import { OrganiserNotice } from './organiser-notice.tsx';
import { tierChangesOf, tierDraftOf, tierOf, type TierDraft } from './tier-draft.ts';
import { TierForm } from './tier-form.tsx';

/**
 * The tiers of an event, each editable in place, and a form for another one. `problem`: why the last request for the
 * tiers failed.
 */
export function TiersSection(props: {
  event: OrganiserEvent;
  tiers: OrganiserTier[] | undefined;
  problem: unknown;
  onReload: () => Promise<unknown>;
}) {
  // The tier that is edited, as it was when its form opened: what differs from that is what was edited.
  const [edited, setEdited] = createSignal<OrganiserTier>();
  const [saved, setSaved] = createSignal<{ id: string; message: string }>();
  // The list goes by id, so that a refetch does not discard what is typed into one of the forms.
  const ids = createMemo(() => props.tiers?.map(({ id }) => id) ?? [], [], { equals: (a, b) => a.join() === b.join() });
  const byId = (id: string) => props.tiers!.find((tier) => tier.id === id)!;
  const edit = (id: string) => {
    setSaved(undefined);
    setEdited(byId(id));
  };
  const onSaved = async (id: string, message: string) => {
    if (edited()?.id === id) setEdited(undefined);
    setSaved({ id, message });
    await props.onReload();
  };
  const add = async (draft: TierDraft) => {
    const { name } = await addTier({ event_id: props.event.id, ...tierOf(draft, props.event.currency) });
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
                  <TierRow
                    tier={byId(id)}
                    event={props.event}
                    done={saved()?.id === id ? saved()!.message : ''}
                    onEdit={() => edit(id)}
                  />
                }
              >
                {(tier) => (
                  <TierEditor
                    tier={tier}
                    currency={props.event.currency}
                    taken={byId(id).held + byId(id).sold}
                    onSaved={(message) => onSaved(id, message)}
                    onCancel={() => setEdited(undefined)}
                  />
                )}
              </Show>
            </li>
          )}
        </For>
      </ul>
      <details class="card">
        <summary>Add a tier</summary>
        <TierForm
          draft={tierDraftOf(undefined, props.event.currency)}
          currency={props.event.currency}
          action="Add the tier"
          onSave={add}
        />
      </details>
    </section>
  );
}

/** The form of a tier as it was when the form opened. */
function TierEditor(props: {
  tier: OrganiserTier;
  currency: string;
  taken: number;
  onSaved: (message: string) => Promise<void>;
  onCancel: () => void;
}) {
  const editing = createEditing({
    entity: props.tier,
    draftOf: (tier) => tierDraftOf(tier, props.currency),
    changesOf: (draft, before) => tierChangesOf(draft, before, props.currency),
    send: (changes, etag) => changeTier(props.tier.id, changes, etag),
    present: ({ fields }) => fields['current'] as OrganiserTier,
  });
  const save = async (draft: TierDraft) => {
    const message = savedText(await editing.save(draft));
    if (message !== undefined) await props.onSaved(message);
    return message;
  };
  return (
    <TierForm
      draft={editing.draft()}
      currency={props.currency}
      taken={props.taken}
      action="Save the tier"
      onSave={save}
      clash={editing.clash()}
      onResolve={editing.resolve}
      onCancel={props.onCancel}
    />
  );
}

/** A tier at the price that buyers see, with their fee. */
function TierRow(props: { tier: OrganiserTier; event: OrganiserEvent; done: string; onEdit: () => void }) {
  const price = () => {
    const ticket = { ...props.tier, fee_cents: buyersFee(props.tier.price_cents, props.event) };
    const note = priceNote(ticket, props.event);
    return fullPrice(ticket, props.event) + (note && ` (${note})`);
  };
  const terms = () =>
    `${price()} · ${props.tier.capacity} tickets, ${props.tier.sold} sold, ` +
    `${props.tier.held} held · up to ${props.tier.per_user_limit} each`;
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
