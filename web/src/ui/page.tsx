import { createEffect, on, onMount, type ParentProps } from 'solid-js';

let isFirstPage = true;

/**
 * One page with the title of the tab. Its heading takes the focus when the buyer comes from another page, and when the
 * heading changes because the page shows its next step.
 */
export function Page(props: ParentProps<{ title: string; heading?: string }>) {
  let heading!: HTMLHeadingElement;
  const headingText = () => props.heading ?? props.title;
  createEffect(() => {
    document.title = `${props.title} · TicketDrop`;
  });
  // The heading of a page that has just been loaded changes while its data arrives; before any input it takes no focus.
  createEffect(
    on(headingText, () => navigator.userActivation?.hasBeenActive && heading.focus({ preventScroll: true }), {
      defer: true,
    }),
  );
  onMount(() => {
    if (!isFirstPage) heading.focus({ preventScroll: true });
    isFirstPage = false;
  });
  return (
    <div class="stack stack-l">
      <h1 ref={heading} tabindex="-1">
        {headingText()}
      </h1>
      {props.children}
    </div>
  );
}
