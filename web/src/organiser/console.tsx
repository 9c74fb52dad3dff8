import { A, type RouteSectionProps } from '@solidjs/router';
import { Show, Suspense } from 'solid-js';
import { Page } from '../ui/page.tsx';
import { adminToken, cancelTokenRequest, isTokenRejected, signOut } from './admin-token.ts';
import { Dialog } from './dialog.tsx';
import { TokenForm } from './token-form.tsx';
import '../styles/fields.css';
import './organiser.css';

/**
 * The layout of the organiser's pages, shown once a token is given. If the token stops being valid, a dialog asks for
 * another one, and the page below it keeps its state.
 */
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
          <A href="/organiser/orders" end>
            All orders
          </A>
          <button type="button" class="link" onClick={signOut}>
            Sign out
          </button>
        </nav>
        <Suspense fallback={<p class="muted">Loading…</p>}>{props.children}</Suspense>
        <Dialog open={isTokenRejected()} title="The token is not accepted any more" onClose={cancelTokenRequest}>
          <p>Nothing is lost: give the token again, and what you were doing goes on.</p>
          <Show when={isTokenRejected()}>
            <TokenForm />
          </Show>
        </Dialog>
      </Show>
    </div>
  );
}
