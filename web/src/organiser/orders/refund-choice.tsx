import { createUniqueId, For, Show } from 'solid-js';
import { decimalsOf } from '../../../../money.ts';
import { money } from '../../ui/money.ts';
import type { Order } from './orders.ts';
import { validTickets, type RefundDraft } from './refund-draft.ts';

type Props = {
  order: Order;
  draft: RefundDraft;
  errors: Partial<Record<keyof RefundDraft, string>>;
  onChange: (draft: RefundDraft) => void;
};

/** What of an order goes back: all that is left, some of its tickets, or an amount. */
export function RefundChoice(props: Props) {
  const name = createUniqueId();
  const choices = () => [
    { kind: 'order' as const, label: `The whole order: ${money(props.order.left_cents, props.order.currency)}` },
    ...(validTickets(props.order).length > 0 ? [{ kind: 'tickets' as const, label: 'Some tickets' }] : []),
    ...(props.order.left_cents > 0 ? [{ kind: 'amount' as const, label: 'An amount; all tickets stay valid' }] : []),
  ];
  return (
    <fieldset class="refund-choice">
      <legend>What goes back</legend>
      <For each={choices()}>
        {({ kind, label }) => (
          <>
            <label class="check">
              <input
                type="radio"
                name={name}
                value={kind}
                checked={props.draft.kind === kind}
                onChange={() => props.onChange({ ...props.draft, kind })}
              />
              {` ${label}`}
            </label>
            <Show when={kind === 'tickets' && props.draft.kind === kind}>
              <TicketChoice {...props} />
            </Show>
            <Show when={kind === 'amount' && props.draft.kind === kind}>
              <AmountField {...props} />
            </Show>
          </>
        )}
      </For>
    </fieldset>
  );
}

function TicketChoice(props: Props) {
  const toggle = (id: string, isChosen: boolean) => {
    const others = props.draft.tickets.filter((chosen) => chosen !== id);
    props.onChange({ ...props.draft, tickets: isChosen ? [...others, id] : others });
  };
  return (
    <fieldset class="refund-choice inner">
      <legend class="visually-hidden">Tickets to give back</legend>
      <For each={validTickets(props.order)}>
        {({ id, code, amount_cents }) => (
          <label class="check">
            <input
              type="checkbox"
              checked={props.draft.tickets.includes(id)}
              onChange={({ currentTarget }) => toggle(id, currentTarget.checked)}
            />
            <span>
              {' '}
              <code translate="no" innerText={code} /> · {money(amount_cents, props.order.currency)}
            </span>
          </label>
        )}
      </For>
      <p class="field-error small" role="status" innerText={props.errors.tickets ?? ''} />
    </fieldset>
  );
}

function AmountField(props: Props) {
  const id = createUniqueId();
  return (
    <div class="field inner">
      <label for={id}>{`Amount in ${props.order.currency}`}</label>
      <input
        id={id}
        type="text"
        autocomplete="off"
        inputmode={decimalsOf(props.order.currency) > 0 ? 'decimal' : 'numeric'}
        aria-describedby={`${id}-error`}
        aria-invalid={props.errors.amount !== undefined}
        value={props.draft.amount}
        onInput={({ currentTarget }) => props.onChange({ ...props.draft, amount: currentTarget.value })}
      />
      <p id={`${id}-error`} class="field-error small" role="status" innerText={props.errors.amount ?? ''} />
    </div>
  );
}
