import { Show } from 'solid-js';
import type { EventDraft } from './event-draft.ts';
import { feeExample } from './fee-example.ts';

/** What the fees and the VAT of a draft come to, while they are typed. */
export const FeePreview = (props: { draft: EventDraft }) => (
  <Show when={feeExample(props.draft)}>{(example) => <p class="notice" role="status" innerText={example()} />}</Show>
);
