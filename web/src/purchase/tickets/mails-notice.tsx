import { For, Show } from 'solid-js';
import { createAction } from '../../ui/action.ts';
import { announce } from '../../ui/announce.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { sendMail, type ShownMail } from './tickets.ts';

type Props = { orderId: string; mails: ShownMail[]; isVoid: boolean; onSent: () => void };

/** What was written to the buyer beside the receipt, and a way to get it again. Void tickets have no news. */
export function MailsNotice(props: Props) {
  const others = () =>
    props.mails.filter(({ kind }) => kind !== 'receipt' && !(props.isVoid && kind === 'event_changed'));
  return (
    <Show when={others().length > 0}>
      <ul class="card stack not-printed">
        <For each={others()}>{(mail) => <Mail mail={mail} orderId={props.orderId} onSent={props.onSent} />}</For>
      </ul>
    </Show>
  );
}

const subjects: Record<ShownMail['kind'], string> = {
  receipt: 'Receipt and tickets',
  event_canceled: 'A mail about the cancelled event',
  event_changed: 'A mail about the new time or venue',
  refund: 'A mail about your money',
};

const states: Record<ShownMail['state'], string> = {
  sent: 'was sent to',
  queued: 'is on its way to',
  failed: 'could not be sent to',
  not_configured: 'goes out later, because no mail is sent at the moment, to',
};

function Mail(props: { mail: ShownMail; orderId: string; onSent: () => void }) {
  const sending = createAction(async () => {
    await sendMail(props.orderId, props.mail.kind);
    announce('The mail is on its way.');
    props.onSent();
  });
  return (
    <li class="stack">
      <p>
        {`${subjects[props.mail.kind]} ${states[props.mail.state]} `}
        <strong translate="no" innerText={props.mail.to} />.
      </p>
      <Show when={props.mail.state === 'sent' || props.mail.state === 'failed'}>
        <button
          type="button"
          class="button quiet"
          aria-disabled={sending.busy()}
          onClick={() => void sending.run()}
          innerText={sending.busy() ? 'Sending…' : 'Send it again'}
        />
      </Show>
      <Show when={sending.problem()}>
        {(problem) => <ProblemNotice problem={problem()} onRetry={() => void sending.run()} />}
      </Show>
    </li>
  );
}
