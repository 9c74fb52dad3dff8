import { For, Show } from 'solid-js';
import { paragraphsOf } from './description.ts';

/** The organiser's words about an event: plain text with its paragraphs, in which web addresses are links. */
export const DescriptionText = (props: { description: string }) => (
  <div class="stack description">
    <For each={paragraphsOf(props.description)}>
      {(pieces) => (
        <p dir="auto">
          <For each={pieces}>
            {(piece) => (
              <Show when={piece.href} fallback={<span>{piece.text}</span>}>
                <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow ugc" dir="ltr">
                  {piece.text}
                </a>
              </Show>
            )}
          </For>
        </p>
      )}
    </For>
  </div>
);
