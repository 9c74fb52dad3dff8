import { createResource, createSignal, Show } from 'solid-js';
import { createAction } from '../../ui/action.ts';
import { announce } from '../../ui/announce.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { OrganiserNotice } from '../organiser-notice.tsx';
import { eraseBuyer, readBuyers, type BuyerRecords, type Order } from './orders.ts';

/** Erases name and address of a buyer, after saying what goes and what stays. */
export function EraseControl(props: { order: Order; onChange: () => void }) {
  const [open, setOpen] = createSignal(false);
  const [buyers] = createResource(open, () => readBuyers(props.order.buyer));
  const known = () => (buyers.error ? undefined : buyers.latest);
  const erasing = createAction(async () => {
    const found = known();
    if (!found) return;
    for (const { id } of found) await eraseBuyer(id);
    setOpen(false);
    announce('The name and the address of this buyer were erased.');
    props.onChange();
  });
  return (
    <Show when={props.order.buyer.erased_at === null}>
      <button type="button" class="button quiet" onClick={() => setOpen(true)}>
        Erase the buyer’s data…
      </button>
      <ConfirmDialog
        open={open()}
        title="Erase the data of this buyer for good?"
        confirmLabel="Erase name and address"
        action={erasing}
        onClose={() => setOpen(false)}
      >
        <Show when={buyers.error}>
          <OrganiserNotice problem={buyers.error} />
        </Show>
        <p role="status" innerText={known() ? touchedText(known()!) : 'Looking up what is stored…'} />
        <ul class="bulleted">
          <li>What goes: name and e-mail address, in orders, mails and checkouts. Links in earlier mails end.</li>
          <li>What stays: numbers, amounts, payments and refunds. Tickets that are valid stay valid.</li>
          <li>From then on no mail about these orders can be sent, and the buyer is not found by name or address.</li>
        </ul>
        <Show when={known() && warningText(known()!)}>{(text) => <p class="notice" innerText={text()} />}</Show>
        <p class="muted small">What the payment provider and the mail server keep has to be erased there.</p>
      </ConfirmDialog>
    </Show>
  );
}

const sum = (buyers: BuyerRecords[], field: 'orders' | 'to_come' | 'under_way') =>
  buyers.reduce((total, buyer) => total + buyer[field], 0);

const counted = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** The same address may have been used in several browsers, which are several buyers to the shop. */
function touchedText(buyers: BuyerRecords[]): string {
  const orders = counted(sum(buyers, 'orders'), 'order', 'orders');
  return buyers.length > 1 ? `This touches ${orders}, made in ${buyers.length} browsers.` : `This touches ${orders}.`;
}

function warningText(buyers: BuyerRecords[]): string {
  const [underWay, toCome] = [sum(buyers, 'under_way'), sum(buyers, 'to_come')];
  return [
    underWay > 0 && 'This buyer is just buying: that order will have no name, and no receipt is sent.',
    toCome > 0 &&
      `${counted(toCome, 'order has', 'orders have')} tickets for an event that is still to come. ` +
        'The buyer cannot be told if it changes or is cancelled.',
  ]
    .filter(Boolean)
    .join(' ');
}
