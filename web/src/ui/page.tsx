import { createEffect, on, onMount, type ParentProps } from 'solid-js';

let isFirstPage = true;

/**
 * One page with the title of the tab. Its heading takes the focus when the buyer comes from another page, and when the
 * heading changes because the page shows its next step.
 */
export function Page(props: ParentProps<{ title: string; heading?: string }>) {
  const headingText = () => props.heading ?? props.title;
  createEffect(() => {
    document.title = `${props.title} · TicketDrop`;
  });
  // The heading of a page that has just been loaded changes while its data arrives; before any input it takes no focus.
  createEffect(on(headingText, () => navigator.userActivation?.hasBeenActive && focusHeading(), { defer: true }));
  onMount(() => {
    if (!isFirstPage) focusHeading();
    isFirstPage = false;
  });
  return (
    <div class="stack stack-l">
      <h1 tabindex="-1" dir="auto" innerText={headingText()} />
      {props.children}
    </div>
  );
}

/** Gives the focus to the heading of the page, e.g. after the button that had it is gone. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
}
