import { A, type RouteSectionProps } from '@solidjs/router';
import { Show, Suspense } from 'solid-js';
import { Page } from '../ui/page.tsx';
import { adminToken, dismiss, signOut, tokenRefused } from './admin-token.ts';
import { Dialog } from './dialog.tsx';
import { TokenForm } from './token-form.tsx';
import './organiser.css';

/** What stands around every page of the organiser, and the door to them. A token that ends meanwhile is asked for beside the page, which stays as it is. */
export function Console(props: RouteSectionProps) {
  return (
    <div class="console stack stack-l">
      <Show
        when={adminToken() !== undefined}
        fallback={
          <Page title="Organiser’s console">
            <div class="card sign-in">
              <TokenForm />
            </div>
          </Page>
        }
      >
        <nav class="console-bar" aria-label="Organiser">
          <A href="/organiser" end>
            All events
          </A>
          <button type="button" class="link" onClick={signOut}>
            Sign out
          </button>
        </nav>
        <Suspense fallback={<p class="muted">Loading…</p>}>{props.children}</Suspense>
        <Dialog open={tokenRefused()} title="The token is not accepted any more" onClose={dismiss}>
          <p>Nothing is lost: give the token again, and what you were doing goes on.</p>
          <Show when={tokenRefused()}>
            <TokenForm />
          </Show>
        </Dialog>
      </Show>
    </div>
  );
}
