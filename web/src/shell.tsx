import { A, type RouteSectionProps } from '@solidjs/router';
import { ErrorBoundary, Suspense } from 'solid-js';
import { Announcer } from './ui/announce.tsx';
import { JoinButtonContext } from './ui/problem-notice.tsx';
import { JoinButton } from './waiting-room/join-button.tsx';
import './shell.css';

/** The header around every page, and what all pages share: the error boundary and the live region. */
export function Shell(props: RouteSectionProps) {
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <nav class="top-bar" aria-label="Main">
          <A class="brand" href="/" end>
            <img src="/icon.svg" alt="" width="26" height="26" />
            TicketDrop
          </A>
          <A href="/my-tickets">My tickets</A>
        </nav>
      </header>
      <main id="main" tabindex="-1">
        <ErrorBoundary fallback={ErrorPage}>
          <JoinButtonContext.Provider value={JoinButton}>
            <Suspense fallback={<p class="muted">Loading…</p>}>{props.children}</Suspense>
          </JoinButtonContext.Provider>
        </ErrorBoundary>
      </main>
      <Announcer />
    </>
  );
}

/** Shown after a defect of the page itself. Nothing on the server is affected, so a reload helps. */
const ErrorPage = (error: unknown) => {
  console.error(error);
  return (
    <div class="notice bad" role="alert">
      <h1>This page broke</h1>
      <p>Your place and your tickets are kept. Please load the page again.</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        Load again
      </button>
    </div>
  );
};
