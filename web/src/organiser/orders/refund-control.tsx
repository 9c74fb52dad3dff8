import { createSignal, createUniqueId, Show } from 'solid-js';
import { createAction } from '../../ui/action.ts';
import { money } from '../../ui/money.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { refundOrder, ticketCount, type Order } from './orders.ts';
import { emptyRefund, refundCents, refundErrors, refundOf, validTickets, voidedTickets } from './refund-draft.ts';
import { RefundChoice } from './refund-choice.tsx';

/** Gives money of an order back, after the organiser has said why. One key for a dialog: a repeat refunds once. */
export function RefundControl(props: { order: Order; onChange: () => void }) {
  const [key, setKey] = createSignal<string>();
  const [draft, setDraft] = createSignal(emptyRefund);
  /** Errors are shown once the organiser has tried, and go as they are corrected. */
  const [hasTried, setTried] = createSignal(false);
  const ids = { reason: createUniqueId(), hint: createUniqueId() };
  const errors = (): ReturnType<typeof refundErrors> => (hasTried() ? refundErrors(draft(), props.order) : {});
  const voided = () => voidedTickets(draft(), props.order).length;
  const open = () => {
    setDraft(emptyRefund);
    setTried(false);
    setKey(crypto.randomUUID());
  };
  const refunding = createAction(async () => {
    setTried(true);
    if (Object.keys(errors()).length > 0) return;
    await refundOrder(props.order.id, key()!, refundOf(draft(), props.order));
    setKey(undefined);
    props.onChange();
  });
  const label = () => {
    const cents = refundCents(draft(), props.order);
    return cents === undefined ? 'Refund' : `Refund ${money(cents, props.order.currency)}`;
  };
  const canRefund = () =>
    props.order.status !== 'disputed' &&
    props.order.refund_due_at === null &&
    (props.order.left_cents > 0 || validTickets(props.order).length > 0);
  return (
    <Show when={canRefund()}>
      <button type="button" class="button quiet" onClick={open}>
        Give the money back
      </button>
      <ConfirmDialog
        open={key() !== undefined}
        title="Give the money back?"
        confirmLabel={label()}
        action={refunding}
        onClose={() => setKey(undefined)}
      >
        <RefundChoice order={props.order} draft={draft()} errors={errors()} onChange={setDraft} />
        <p role="status" innerText={effectOf(voided())} />
        <div class="field">
          <label for={ids.reason}>Reason</label>
          <input
            id={ids.reason}
            type="text"
            maxlength="500"
            aria-describedby={ids.hint}
            aria-invalid={errors().reason !== undefined}
            value={draft().reason}
            onInput={({ currentTarget }) => setDraft({ ...draft(), reason: currentTarget.value })}
          />
          <p
            id={ids.hint}
            class="small"
            classList={{ muted: !errors().reason, 'field-error': errors().reason !== undefined }}
            role="status"
            innerText={errors().reason ?? 'Kept with the order, for whoever asks later.'}
          />
        </div>
        <Show when={voided() > 0}>
          <label class="check">
            <input
              type="checkbox"
              checked={draft().restock}
              onChange={({ currentTarget }) => setDraft({ ...draft(), restock: currentTarget.checked })}
            />
            {` Put the ${voided() === 1 ? 'ticket' : ticketCount(voided())} on sale again`}
          </label>
        </Show>
      </ConfirmDialog>
    </Show>
  );
}

function effectOf(voided: number): string {
  if (voided === 0) return 'No ticket becomes void.';
  const subject = voided === 1 ? '1 ticket of this order is' : `${voided} tickets of this order are`;
  return `${subject} not valid from that moment, and that cannot be undone.`;
}
