import { createEffect, createResource, createSignal, createUniqueId, For, on, Show } from 'solid-js';
import { contactErrors, tidied } from '../../buyer/contact.ts';
import { createAction } from '../../ui/action.ts';
import { announce } from '../../ui/announce.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { OrganiserNotice } from '../organiser-notice.tsx';
import { moment, readMails, sendMail, type Order, type OrderMail } from './orders.ts';

const kindNames: Record<OrderMail['kind'], string> = {
  receipt: 'Receipt and tickets',
  event_canceled: 'Event cancelled',
  event_changed: 'Event changed',
  refund: 'Refund',
};

/** What was written to the buyer of an order, and a way to send it again. */
export function MailsSection(props: { order: Order }) {
  // They change when the buyer is erased, and with each refund.
  const occasions = () =>
    [props.order.buyer.erased_at, ...props.order.refunds.map(({ state }) => state)].join(' ') || 'none';
  const [mails, { refetch }] = createResource(occasions, () => readMails(props.order.id));
  const [sending, setSending] = createSignal<OrderMail['kind']>();
  const known = () => (mails.error ? [] : (mails.latest ?? []));
  const letsIn = () => props.order.tickets.some(({ status }) => status === 'valid');
  /** What can be sent again: nobody is sent tickets that let nobody in, nor news about them. */
  const kinds = () =>
    [...new Set<OrderMail['kind']>(['receipt', ...known().map(({ kind }) => kind)])].filter(
      (kind) => letsIn() || (kind !== 'receipt' && kind !== 'event_changed'),
    );
  const close = () => {
    setSending(undefined);
    void refetch();
  };
  return (
    <section class="stack">
      <h2>Mails</h2>
      <Show when={!mails.error} fallback={<OrganiserNotice problem={mails.error} onRetry={() => void refetch()} />}>
        <ul class="card mails">
          <For
            each={known()}
            fallback={
              <li class="muted">{mails.loading ? 'Looking up the mails…' : 'Nothing was written to this buyer.'}</li>
            }
          >
            {(mail) => (
              <li>
                <strong innerText={kindNames[mail.kind]} />
                <span translate="no" innerText={mail.recipient ?? 'Address erased'} />
                <span class="muted small" innerText={stateText(mail, props.order.event.time_zone)} />
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show
        when={props.order.buyer.erased_at === null}
        fallback={
          <p class="muted small">
            Name and address of this buyer were erased: no mail about this order can be sent any more.
          </p>
        }
      >
        <div class="button-row">
          <For each={kinds()}>
            {(kind) => (
              <button
                type="button"
                class="button quiet"
                onClick={() => setSending(kind)}
                innerText={`${kindNames[kind]}: send again…`}
              />
            )}
          </For>
        </div>
      </Show>
      <SendAgain order={props.order} kind={sending()} onClose={close} />
    </section>
  );
}

function stateText({ state, sent_at, created_at, last_error }: OrderMail, timeZone: string | null): string {
  if (state === 'sent') return `Sent ${moment(sent_at!, timeZone)}`;
  const reason = last_error === null ? '' : `: ${reasonNames[last_error] ?? last_error}`;
  return state === 'failed' ? `Not sent${reason}` : `Waits since ${moment(created_at, timeZone)}${reason}`;
}

/** The reasons of our own; the others are codes of the mail server. */
const reasonNames: Record<string, string> = {
  void: 'there is nothing to tell any more',
  erased: 'the address was erased',
  not_configured: 'the worker has no mail server',
  invalid_address: 'this is no address',
};

/** Open while there is a `kind`. */
function SendAgain(props: { order: Order; kind: OrderMail['kind'] | undefined; onClose: () => void }) {
  const id = createUniqueId();
  const [typed, setTyped] = createSignal('');
  const [error, setError] = createSignal('');
  createEffect(
    on(
      () => props.kind,
      () => (setTyped(props.order.buyer.email ?? ''), setError('')),
    ),
  );
  const sending = createAction(async () => {
    const { email } = tidied({ name: '', email: typed() });
    const wrong = email === '' ? 'Write the address that it goes to.' : contactErrors({ name: '', email }).email;
    setError(wrong ?? '');
    if (wrong !== undefined) return;
    await sendMail(props.order.id, props.kind!, email);
    announce('The mail is on its way.');
    props.onClose();
  });
  return (
    <ConfirmDialog
      open={props.kind !== undefined}
      title={props.kind ? `Send again: ${kindNames[props.kind]}` : ''}
      confirmLabel="Send it"
      action={sending}
      onClose={() => props.onClose()}
    >
      <div class="field">
        <label for={id}>E-mail</label>
        <input
          id={id}
          type="email"
          autocomplete="off"
          spellcheck={false}
          aria-invalid={error() !== ''}
          aria-describedby={`${id}-hint ${id}-error`}
          value={typed()}
          onInput={({ currentTarget }) => (setTyped(currentTarget.value), setError(''))}
        />
        <p
          id={`${id}-hint`}
          class="muted small"
          innerText="Another address becomes that of the order, and the links in earlier mails end."
        />
        <p id={`${id}-error`} class="field-error" aria-live="polite" innerText={error()} />
      </div>
    </ConfirmDialog>
  );
}
