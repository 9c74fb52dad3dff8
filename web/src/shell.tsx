import { A, type RouteSectionProps } from '@solidjs/router';
import { ErrorBoundary, Suspense } from 'solid-js';
import { Announcer } from './ui/announce.tsx';
import './shell.css';

/** What stands around every page. */
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
        <ErrorBoundary fallback={Broken}>
          <Suspense fallback={<p class="muted">Loading…</p>}>{props.children}</Suspense>
        </ErrorBoundary>
      </main>
      <Announcer />
    </>
  );
}

/** A defect of the page itself: what the server keeps is not touched by it, so loading again helps. */
const Broken = (error: unknown) => {
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
