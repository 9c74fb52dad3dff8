import { createEffect, on, onMount, type ParentProps } from 'solid-js';

let first = true;

/** One page: its title in the tab, its heading focused when one arrives from another page and when the page turns to its next step. */
export function Page(props: ParentProps<{ title: string; heading?: string }>) {
  let heading!: HTMLHeadingElement;
  const shown = () => props.heading ?? props.title;
  createEffect(() => {
    document.title = `${props.title} · TicketDrop`;
  });
  // A page that has just been loaded still finds out what it is about; nobody has pressed anything there whose place would be lost.
  createEffect(
    on(shown, () => navigator.userActivation?.hasBeenActive && heading.focus({ preventScroll: true }), { defer: true }),
  );
  onMount(() => {
    if (!first) heading.focus({ preventScroll: true });
    first = false;
  });
  return (
    <div class="stack stack-l">
      <h1 ref={heading} tabindex="-1">
        {shown()}
      </h1>
      {props.children}
    </div>
  );
}
