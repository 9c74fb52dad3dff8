import { createEffect, createUniqueId, type ParentProps } from 'solid-js';

/** A modal dialog. The browser keeps the focus inside and restores it afterwards. Escape calls `onClose`. */
export function Dialog(props: ParentProps<{ open: boolean; title: string; onClose: () => void }>) {
  const id = createUniqueId();
  let dialog!: HTMLDialogElement;
  createEffect(() => {
    if (props.open && !dialog.open) dialog.showModal();
    if (!props.open && dialog.open) dialog.close();
  });
  const onCancel = (event: Event) => {
    event.preventDefault();
    props.onClose();
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={id} onCancel={onCancel}>
      <div class="stack">
        <h2 id={id} innerText={props.title} />
        {props.children}
      </div>
    </dialog>
  );
}
