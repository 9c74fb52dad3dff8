import { createEffect, onMount, type ParentProps } from 'solid-js';

let first = true;

/** One page: its title in the tab, its heading focused when one arrives from another page. */
export function Page(props: ParentProps<{ title: string; heading?: string }>) {
  let heading!: HTMLHeadingElement;
  createEffect(() => {
    document.title = `${props.title} · TicketDrop`;
  });
  onMount(() => {
    if (!first) heading.focus({ preventScroll: true });
    first = false;
  });
  return (
    <div class="stack stack-l">
      <h1 ref={heading} tabindex="-1">
        {props.heading ?? props.title}
      </h1>
      {props.children}
    </div>
  );
}
