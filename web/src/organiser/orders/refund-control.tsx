import { createSignal, createUniqueId, Show } from 'solid-js';
import { createAction } from '../../ui/action.ts';
import { money } from '../../ui/money.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { refundOrder, ticketCount, type Order } from './orders.ts';

/** Gives the money of an order back, after the organiser has said why. One key for a dialog: a repeat refunds once. */
export function RefundControl(props: { order: Order; onChange: () => void }) {
  const [key, setKey] = createSignal<string>();
  const [reason, setReason] = createSignal('');
  const [restock, setRestock] = createSignal(false);
  const ids = { reason: createUniqueId(), hint: createUniqueId() };
  const tickets = () => ticketCount(props.order.quantity);
  const [isMissing, setMissing] = createSignal(false);
  const refunding = createAction(async () => {
    setMissing(reason().trim() === '');
    if (isMissing()) return;
    await refundOrder(props.order.id, key()!, { reason: reason(), restock: restock() });
    setKey(undefined);
    props.onChange();
  });
  return (
    <Show when={props.order.status === 'paid' && props.order.refund_due_at === null}>
      <button type="button" class="button quiet" onClick={() => setKey(crypto.randomUUID())}>
        Give the money back
      </button>
      <ConfirmDialog
        open={key() !== undefined}
        title="Give the money back?"
        confirmLabel={`Refund ${money(props.order.total_price_cents, props.order.currency)}`}
        action={refunding}
        onClose={() => setKey(undefined)}
      >
        <p>{`The ${tickets()} of this order are not valid from that moment, and that cannot be undone.`}</p>
        <div class="field">
          <label for={ids.reason}>Reason</label>
          <input
            id={ids.reason}
            type="text"
            maxlength="500"
            aria-describedby={ids.hint}
            aria-invalid={isMissing()}
            value={reason()}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
          <p
            id={ids.hint}
            class="small"
            classList={{ muted: !isMissing(), 'field-error': isMissing() }}
            role="status"
            innerText={isMissing() ? 'Say why the money goes back.' : 'Kept with the order, for whoever asks later.'}
          />
        </div>
        <label class="check">
          <input type="checkbox" checked={restock()} onChange={(event) => setRestock(event.currentTarget.checked)} />
          {` Put the ${tickets()} on sale again`}
        </label>
      </ConfirmDialog>
    </Show>
  );
}
